import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../base/log';
import { CrowdLimit } from './crowd-limit';
import { openGatewayDoor, type GatewayDoor } from '../gateway/testing/gateway-door';
import { expectError } from '../testing/expect-error';

describe('a door with too many connections', () => {
  let door: GatewayDoor;
  const open: Socket[] = [];
  beforeEach(async () => {
    door = await openGatewayDoor();
  });
  afterEach(async () => {
    for (const socket of open.splice(0)) socket.destroy();
    await door.server.close();
  });

  const connectIdle = (count: number) =>
    Promise.all(
      Array.from({ length: count }, async () => {
        const socket = connect(door.server.port, '127.0.0.1');
        socket.on('error', () => undefined);
        open.push(socket);
        await new Promise<void>((resolve) => socket.once('connect', resolve));
      }),
    );

  const unfinished = 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-One: ';
  const begun = () =>
    [
      'POST /v2/manager/queue/task HTTP/1.1',
      `Host: 127.0.0.1:${door.server.port}`,
      'Content-Type: application/json',
      'Content-Length: 9',
      'Expect: 100-continue',
      '',
      '',
    ].join('\r\n');
  const sendAll = (text: string) => {
    for (const socket of open) socket.write(text);
  };
  const isGone = ({ destroyed, closed }: Socket) => destroyed || closed;

  it('cuts first who has waited longest for a whole head, and everybody else is answered', async () => {
    const tab = await door.openTab();
    await tab.frame(1);
    await connectIdle(511);
    sendAll(unfinished);
    for (const socket of open) socket.resume();
    expect((await door.ask('GET', '/v2/manager/version')).status).toBe(200);
    await expect.poll(() => open.filter(isGone)).toEqual([open[0]]);
    await connectIdle(1);
    await expect.poll(() => open.filter(isGone).length).toBe(1);
    await connectIdle(1);
    await expect.poll(() => open.filter(isGone)).toEqual(open.slice(0, 2));
    door.core.emit({ name: 'cmd-catalogue-changed', payload: { asOf: 'now' } });
    expect((await tab.frame(3)).type).toBe('cmd-catalogue-changed');
  });

  it('says so in words where every place has a request, and has room again when some leave', async () => {
    const tab = await door.openTab();
    await tab.frame(1);
    await connectIdle(511);
    // The door says "continue" once it has read a head.
    const read = Promise.all(open.map((socket) => new Promise((resolve) => socket.once('data', resolve))));
    sendAll(begun());
    await read;
    for (const path of ['/v2/manager/version', '/object_info'])
      expectError(await door.ask('GET', path), 503, 'too-many-connections');
    await expect(door.openTab()).rejects.toThrow('503');
    expect(open.filter(isGone)).toEqual([]);
    open.pop()?.destroy();
    await expect.poll(async () => (await door.ask('GET', '/v2/manager/version')).status).toBe(200);
  });

  it('cuts what nobody could be told, and goes on', async () => {
    await connectIdle(600);
    await expect.poll(() => open.filter(({ destroyed, closed }) => destroyed || closed).length).toBeGreaterThan(50);
    for (const socket of open.splice(0)) socket.destroy();
    await expect.poll(async () => (await door.ask('GET', '/v2/manager/version')).status).toBe(200);
  });
});

describe('the limit', () => {
  /** A real connection that says it comes from another machine. */
  async function comeFrom(remoteAddress: string): Promise<Socket> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const socket = await accepted;
    client.once('close', () => server.close());
    socket.once('close', () => client.destroy());
    return Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
  }

  it('is one for each other machine and one for all of them, and leaves this machine its own', async () => {
    const crowd = new CrowdLimit(silentLogger, { own: 1, perMachine: 2, others: 3 });
    const come = async (address: string) => {
      const socket = await comeFrom(address);
      crowd.admit(socket);
      crowd.begin(socket);
      return { socket, isIn: crowd.judge(socket) === null };
    };
    const first = await come('192.0.2.1');
    const all = [first, await come('::ffff:192.0.2.1'), await come('192.0.2.1'), await come('2001:db8::1')];
    all.push(await come('192.0.2.3'), await come('127.0.0.1'), await come('::1'));
    expect(all.map(({ isIn }) => isIn)).toEqual([true, true, false, true, false, true, false]);
    await new Promise((resolve) => first.socket.once('close', resolve).destroy());
    const later = await come('192.0.2.3');
    expect(later.isIn).toBe(true);
    for (const { socket } of [...all, later]) socket.destroy();
  });

  it('is made room in by those who send no head, each crowd among its own', async () => {
    const crowd = new CrowdLimit(silentLogger, { own: 1, perMachine: 2, others: 3 });
    const come = async (address: string) => {
      const socket = await comeFrom(address);
      crowd.admit(socket);
      return socket;
    };
    const own = await come('127.0.0.1');
    const busy = await come('192.0.2.1');
    crowd.begin(busy);
    const [first, second] = [await come('192.0.2.1'), await come('192.0.2.2')];
    const third = await come('192.0.2.1');
    expect([own, busy, first, second, third].map(({ destroyed }) => destroyed)).toEqual([
      ...[false, false, true],
      ...[false, false],
    ]);
    await new Promise((resolve) => first.once('close', resolve));
    const fourth = await come('192.0.2.3');
    expect([own, busy, second, third, fourth].map(({ destroyed }) => destroyed)).toEqual([
      ...[false, false, true],
      ...[false, false],
    ]);
    // Its answer has been written: it goes after those that never sent a head.
    crowd.end(busy);
    for (const address of ['192.0.2.4', '192.0.2.5']) await come(address);
    expect([own, busy, third, fourth].map(({ destroyed }) => destroyed)).toEqual([false, false, true, true]);
    for (const socket of [own, busy]) socket.destroy();
  });
});
