import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { ErrorBody } from '../../contract/error-body';
import { events } from '../../contract/events';
import { whenEnded } from '../../manager/testing/used-installation';
import { disableTask, installTask, openDoor, type Door } from '../testing/door';
import { connectEvents, type EventClient } from '../testing/event-client';
import { callRaw } from '../testing/http-client';

let door: Door;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(async () => {
  vi.useRealTimers();
  await door.server.close();
});

const open = (path?: string): Promise<EventClient> => connectEvents(door.server.port, path ? { path } : {});
const typesOf = (client: EventClient) => client.frames.map(({ type }) => type);
/** Those of the reference. */
const wireTypesOf = (client: EventClient) => typesOf(client).filter((type) => !type.startsWith('cmd-'));
/** Lets a task run to its end. */
const run = async (task: Record<string, unknown>) => {
  const ended = whenEnded(door.core, String(task['ui_id']));
  await door.post('/v2/manager/queue/task', task);
  await door.ask('POST', '/v2/manager/queue/start');
  await ended;
};
/** An event without a state, to have something that comes after all others. */
const announce = (asOf: string) => {
  door.core.emit({ name: 'cmd-catalogue-changed', payload: { asOf } });
};

describe('a client that connects', () => {
  it.each(['/ws?clientId=tab-1', '/api/ws?x=y&clientId=tab-1'])(
    'at %s hears its id and then the state',
    async (path) => {
      await run(disableTask('done'));
      await door.post('/v2/manager/queue/task', installTask('waiting'));
      const client = await open(path);
      expect(await client.frame(1)).toEqual({
        type: 'status',
        data: { status: { exec_info: { queue_remaining: 1 } }, sid: 'tab-1' },
      });
      const second = await client.frame(2);
      expect(second.type).toBe('cm-queue-status');
      const { status, state } = events['cm-queue-status'].parse(second.data);
      expect(status).toBe('in_progress');
      expect(state).toMatchObject({ running_queue: [], installed_packs: { 'seed-pack': { enabled: false } } });
      expect(state.history).toHaveProperty('done');
      expect(state.pending_queue.map(({ ui_id }) => ui_id)).toEqual(['waiting']);
    },
  );

  it.each(['/ws', '/ws?clientId='])('at %s is given an id of 32 hex digits', async (path) => {
    const client = await open(path);
    expect(await client.frame(1)).toMatchObject({ data: { sid: expect.stringMatching(/^[0-9a-f]{32}$/) } });
    expect(await client.frame(2)).toMatchObject({ data: { status: 'all-done' } });
  });

  it('hears no state while there is no installation, but events', async () => {
    door.closeInstallation();
    const client = await open();
    expect(await client.frame(1)).toMatchObject({ data: { status: { exec_info: { queue_remaining: 0 } } } });
    announce('now');
    expect(await client.frame(2)).toEqual({ type: 'cmd-catalogue-changed', data: { asOf: 'now' } });
  });

  it('is told the flags when its first frame asks, and only then', async () => {
    const ask = JSON.stringify({ type: 'feature_flags', data: { supports_manager_v4_ui: true } });
    const client = await open();
    client.socket.send(ask);
    client.socket.send(ask);
    const late = await open();
    for (const noise of ['{"type":', '[]', 'null', '""', Buffer.from(ask)]) late.socket.send(noise);
    late.socket.send(ask);
    await vi.waitFor(() => {
      expect(client.frames).toHaveLength(3);
    });
    const flags = client.frames.filter(({ type }) => type === 'feature_flags');
    expect(flags).toEqual([
      { type: 'feature_flags', data: { extension: { manager: { supports_v4: true, supports_csrf_post: true } } } },
    ]);
    await late.frame(2);
    late.socket.ping();
    await new Promise((resolve) => late.socket.once('pong', resolve));
    expect(typesOf(late)).toEqual(['status', 'cm-queue-status']);
    expect(typesOf(client)[0]).toBe('status');
  });

  it('is not sent a state that is older than what it already heard', async () => {
    const { operations } = door.core;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const installed = operations['packs.installed'];
    vi.spyOn(operations, 'packs.installed').mockImplementation(async (input, context) => {
      const before = await installed(input, context);
      await released;
      return before;
    });
    const client = await open();
    await client.frame(1);
    await run(disableTask('t1'));
    await vi.waitFor(() => expect(typesOf(client)).toContain('cm-queue-status'));
    release();
    announce('last');
    await vi.waitFor(() => {
      expect(typesOf(client)).toContain('cmd-catalogue-changed');
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(wireTypesOf(client)).toEqual(['status', 'cm-task-started', 'cm-task-completed', 'cm-queue-status']);
  });
});

describe('events', () => {
  it('go to every client in order, whoever asked', async () => {
    const clients = await Promise.all([open('/ws?clientId=tests'), open('/ws?clientId=other'), open('/api/ws')]);
    await Promise.all(clients.map((client) => client.frame(2)));
    await door.post('/v2/manager/queue/task', disableTask('t1'));
    await run(installTask('t2'));
    for (const client of clients) {
      await vi.waitFor(() => expect(typesOf(client).slice(2)).toContain('cm-queue-status'));
      expect(wireTypesOf(client).slice(2)).toEqual([
        'cm-task-started',
        'cm-task-completed',
        'cm-task-started',
        'cm-task-completed',
        'cm-queue-status',
      ]);
      const failed = events['cm-task-completed'].parse(
        client.frames.findLast(({ type }) => type === 'cm-task-completed')?.data,
      );
      expect(failed).toMatchObject({ ui_id: 't2', status: { status_str: 'error' } });
      expect(Object.keys(failed.state.history)).toEqual(expect.arrayContaining(['t1', 't2']));
    }
  });

  it('reach the newest client of an id only, and the state comes back after a reconnect', async () => {
    const first = await open('/ws?clientId=tab');
    await first.frame(2);
    const second = await open('/ws?clientId=tab');
    await second.frame(2);
    announce('one');
    expect(await second.frame(3)).toMatchObject({ data: { asOf: 'one' } });
    first.socket.close();
    await first.closed;
    announce('two');
    expect(await second.frame(4)).toMatchObject({ data: { asOf: 'two' } });
    expect(first.frames).toHaveLength(2);

    second.socket.terminate();
    await run(disableTask('missed'));
    const third = await open('/ws?clientId=tab');
    const { state } = events['cm-queue-status'].parse((await third.frame(2)).data);
    expect(state.history).toHaveProperty('missed');
  });

  it('go on for the rest when a client breaks the protocol or sends too much', async () => {
    const [broken, loud, fine] = await Promise.all([open(), open(), open()]);
    await Promise.all([broken, loud, fine].map((client) => client.frame(2)));
    const raw: unknown = Reflect.get(broken.socket, '_socket');
    if (!(raw instanceof Object) || !('write' in raw) || typeof raw.write !== 'function') throw new Error('No socket.');
    raw.write(Buffer.from([0xff, 0xff, 0x00]));
    loud.socket.send('x'.repeat(2 * 1024 * 1024));
    expect(await broken.closed).toBe(1002);
    expect(await loud.closed).toBe(1009);
    announce('still here');
    expect(await fine.frame(3)).toMatchObject({ data: { asOf: 'still here' } });
  });

  it('are not kept without end for a client that does not read', async () => {
    const slow = await open();
    const fine = await open();
    await Promise.all([slow.frame(2), fine.frame(2)]);
    slow.socket.pause();
    const line = 'x'.repeat(1024 * 1024);
    const count = 40;
    for (let index = 0; index < count; index += 1) {
      door.core.emit({ name: 'cmd-log', payload: { ui_id: 't', lines: [line] } });
      await fine.frame(3 + index);
    }
    slow.socket.resume();
    expect(await slow.closed).toBe(1006);
    expect(slow.frames.length).toBeLessThan(count);
    await vi.waitFor(() => expect(fine.frames.filter(({ type }) => type === 'cmd-log')).toHaveLength(count));
  });
});

describe('the handshake', () => {
  it.each([
    ['a rebound Host', { headers: { host: 'evil.example' } }, 403],
    ['a foreign Origin', { origin: 'http://evil.example' }, 403],
    ['an Origin of the same site', { origin: 'http://localhost:1' }, 403],
    ['the Origin null', { origin: 'null' }, 403],
    ['a cross-site page', { headers: { 'sec-fetch-site': 'cross-site' } }, 403],
    ['another path', { path: '/ws2' }, 404],
    ['a path below', { path: '/v2/ws' }, 404],
    ['a clientId with a line end', { path: '/ws?clientId=a%0Ab' }, 400],
    ['a clientId that is too long', { path: `/ws?clientId=${'x'.repeat(201)}` }, 400],
  ])('refuses %s', async (_name, options, status) => {
    await expect(connectEvents(door.server.port, options)).rejects.toThrow(`Unexpected server response: ${status}`);
  });

  it('lets our own page in', async () => {
    const client = await connectEvents(door.server.port, { origin: `http://localhost:${door.server.port}` });
    expect((await client.frame(1)).type).toBe('status');
  });

  it.each([
    ['without a key', 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n'],
    [
      'of an old version',
      'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 7\r\n',
    ],
    ['to something else', 'Upgrade: h2c\r\nConnection: Upgrade\r\n'],
    ['that is a plain request', 'Connection: close\r\n'],
  ])('%s is refused in words', async (_name, headers) => {
    const own = `127.0.0.1:${door.server.port}`;
    const reply = await callRaw(door.server.port, `GET /ws HTTP/1.1\r\nHost: ${own}\r\n${headers}\r\n`);
    expect(ErrorBody.parse(JSON.parse(reply.body)).code).toBe('invalid-input');
    expect(reply.status).toBe(400);
  });

  it('survives clients that leave in the middle of it', async () => {
    const own = `127.0.0.1:${door.server.port}`;
    for (let index = 0; index < 20; index += 1) {
      await new Promise<void>((resolve) => {
        const socket = connect(door.server.port, '127.0.0.1', () => {
          socket.write(
            `GET /ws HTTP/1.1\r\nHost: ${own}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
          );
          socket.resetAndDestroy();
          resolve();
        });
        socket.on('error', () => undefined);
      });
    }
    expect((await (await open()).frame(2)).type).toBe('cm-queue-status');
  });
});

describe('the pulse', () => {
  it('cuts a client that does not answer, and keeps one that does', async () => {
    await door.server.close();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    door = await openDoor();
    const dead = await connectEvents(door.server.port, { autoPong: false });
    const alive = await open();
    await Promise.all([dead.frame(2), alive.frame(2)]);
    const pinged = new Promise((resolve) => alive.socket.once('ping', resolve));
    vi.advanceTimersByTime(30_000);
    await pinged;
    await new Promise((resolve) => setTimeout(resolve, 100));
    vi.advanceTimersByTime(30_000);
    expect(await dead.closed).toBe(1006);
    expect(alive.socket.readyState).toBe(WebSocket.OPEN);
  });
});

describe('the end', () => {
  it('says goodbye, cuts who does not leave, and lets go of everything within a second', async () => {
    const polite = await open();
    const deaf = await open();
    await Promise.all([polite.frame(2), deaf.frame(2)]);
    deaf.socket.pause();
    // The socket of the operations is the other one.
    expect(door.core.listenerCount()).toBe(2);
    const before = performance.now();
    await door.server.close();
    expect(performance.now() - before).toBeLessThan(1000);
    expect(await polite.closed).toBe(1001);
    expect(door.core.listenerCount()).toBe(0);
    deaf.socket.terminate();
    announce('nobody hears this');
    await expect(open()).rejects.toThrow('ECONNREFUSED');
  });
});
