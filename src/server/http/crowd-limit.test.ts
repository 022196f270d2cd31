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

  it('says so in words, lets those in that are there already, and has room again when some leave', async () => {
    const tab = await door.openTab();
    await tab.frame(1);
    await connectIdle(511);
    for (const path of ['/v2/manager/version', '/object_info'])
      expectError(await door.ask('GET', path), 503, 'too-many-connections');
    await expect(door.openTab()).rejects.toThrow('503');
    door.core.emit({ name: 'cmd-catalogue-changed', payload: { asOf: 'now' } });
    expect((await tab.frame(3)).type).toBe('cmd-catalogue-changed');
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
});
