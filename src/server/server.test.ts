import { createServer as createNetServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../base/log';
import { createServer } from './server';
import type { CallContext } from '../contract/operations';
import { QueueTask } from '../contract/tasks/tasks';
import { runTask, whenEnded } from '../manager/testing/used-installation';
import { disableTask, installTask, openDoor, type Door } from './testing/door';
import { expectError } from './testing/expect-error';
import { callRaw } from './testing/http-client';

let door: Door;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(async () => {
  await door.server.close();
});

const task = '/v2/manager/queue/task';
const jsonType = { 'content-type': 'application/json' };

describe('the rows', () => {
  it.each(['', '/api'])('run a task from post to history under "%s"', async (prefix) => {
    const added = await door.post(`${prefix}${task}`, disableTask('t1'));
    expect(added).toMatchObject({ status: 200, body: '' });
    expect(added.headers['content-type']).toBeUndefined();
    expect(added.headers['content-length']).toBe('0');

    const status = await door.ask('GET', `${prefix}/v2/manager/queue/status?client_id=tests`);
    expect(JSON.parse(status.body)).toMatchObject({ total_count: 1, pending_count: 1, client_id: 'tests' });

    const ended = whenEnded(door.core, 't1');
    const started = await door.ask('POST', `${prefix}/v2/manager/queue/start`, { headers: jsonType, body: 'null' });
    expect(started).toMatchObject({ status: 200, body: '' });
    const again = await door.ask('POST', `${prefix}/v2/manager/queue/start`);
    expect(again).toMatchObject({ status: 201, body: '' });
    await ended;

    const history = await door.ask('GET', `${prefix}/v2/manager/queue/history?ui_id=t1`);
    expect(Object.keys(JSON.parse(history.body).history)).toEqual(['t1']);
    const installed = await door.ask('GET', `${prefix}/v2/customnode/installed`);
    expect(JSON.parse(installed.body)).toMatchObject({ 'seed-pack': { enabled: false } });
  });

  it('answer reads as the reference does', async () => {
    const version = await door.ask('GET', '/v2/manager/version');
    expect(version).toMatchObject({ status: 200, body: 'V1.0.0' });
    expect(version.headers['content-type']).toBe('text/plain; charset=utf-8');
    const mappings = vi.spyOn(door.core.operations, 'packs.mappings');
    for (const query of ['?mode=nickname', '']) await door.ask('GET', `/v2/customnode/getmappings${query}`);
    expect(mappings.mock.calls.map(([{ mode }]) => mode)).toEqual(['nickname', 'cache']);
    const list = await door.ask('GET', '/v2/manager/queue/history_list');
    expect(JSON.parse(list.body)).toEqual({ ids: expect.any(Array) });
    const all = await door.ask('GET', '/v2/manager/queue/status?client_id=');
    expect(JSON.parse(all.body)).not.toHaveProperty('client_id');
    const verdict = await door.ask('GET', '/v2/policy/explain?operation=install-registry');
    expect(JSON.parse(verdict.body)).toMatchObject({ operation: 'install-registry', level: 'normal' });
  });

  it('read a batch record where `id` is given, and refuse unknown ones', async () => {
    const path = '/v2/manager/queue/history?id=';
    const { batch_id: id } = await runTask(door.core, QueueTask.parse(disableTask('t')));
    await vi.waitFor(async () => {
      const found = await door.ask('GET', `${path}${id}&max_items=x`);
      expect(JSON.parse(found.body)).toMatchObject({ batch_id: id, operations: [{ operation_id: 't' }] });
    });
    expectError(await door.ask('GET', `${path}batch_1`), 400, 'history-not-found');
    for (const id of ['', '..%2Fsecret', '..', 'a%5Cb', 'a%00b']) {
      expectError(await door.ask('GET', path + id), 400, 'invalid-input');
    }
  });

  it('page the history', async () => {
    for (const id of ['a', 'b', 'c']) {
      await runTask(door.core, QueueTask.parse({ ...disableTask(id), client_id: 'reader' }));
    }
    const page = await door.ask('GET', '/v2/manager/queue/history?client_id=reader&offset=1&max_items=1');
    expect(Object.keys(JSON.parse(page.body).history)).toEqual(['b']);
    for (const query of ['max_items=0', 'max_items=', 'offset=-1', 'offset=1.5', 'offset=0x1', 'offset=1&offset=2']) {
      expectError(await door.ask('GET', `/v2/manager/queue/history?${query}`), 400, 'invalid-input');
    }
  });

  it('cancel by query and by body, and reset', async () => {
    for (const id of ['a', 'b', 'c']) await door.post(task, installTask(id));
    expect(await door.ask('GET', '/v2/manager/queue/cancel?ui_id=a')).toMatchObject({ status: 200, body: '' });
    expect(await door.post('/v2/manager/queue/cancel', { ui_id: 'b' })).toMatchObject({ status: 200, body: '' });
    expectError(await door.post('/v2/manager/queue/cancel', { ui_id: 'b' }), 404, 'task-not-found');
    expect((await door.core.pending()).map(({ ui_id }) => ui_id)).toEqual(['c']);
    expect(await door.ask('GET', '/v2/manager/queue/reset')).toMatchObject({ status: 200, body: '' });
    expect(await door.core.pending()).toEqual([]);
  });

  it('answer HEAD where they read, without a body, and never where they change something', async () => {
    const head = await door.ask('HEAD', '/v2/manager/version');
    expect(head).toMatchObject({ status: 200, body: '' });
    await door.post(task, installTask('kept'));
    const refused = await door.ask('HEAD', '/v2/manager/queue/reset');
    expect(refused).toMatchObject({ status: 405, body: '', headers: { allow: 'GET, POST' } });
    expect(await door.core.pending()).toHaveLength(1);
  });

  it.each([
    ['GET', task, 'POST'],
    ['GET', '/v2/manager/queue/pause_task?ui_id=x', 'POST'],
    ['GET', '/api/v2/manager/queue/move?ui_id=x', 'POST'],
    ['POST', '/v2/manager/queue/status', 'GET, HEAD'],
    ['DELETE', '/api/v2/manager/queue/start', 'GET, POST'],
    ['OPTIONS', '/v2/customnode/installed', 'GET, HEAD'],
    ['PROPFIND', '/v2/customnode/installed', 'GET, HEAD'],
    ['TRACE', '/v2/manager/version', 'GET, HEAD'],
    ['PUT', '/v2/manager/queue/history', 'GET, HEAD'],
  ])('refuse %s %s and name what works', async (method, path, allow) => {
    const reply = await door.ask(method, path);
    expectError(reply, 405, 'method-not-allowed');
    expect(reply.headers.allow).toBe(allow);
  });

  it.each([
    '/',
    '/v2',
    '/v2/manager/queue/task/',
    '//v2/manager/version',
    '/V2/manager/version',
    '/api/api/v2/manager/version',
  ])('answer the unknown path %s with 404', async (path) => {
    expectError(await door.ask('GET', path), 404, 'not-found');
    expectError(
      await door.ask('POST', path, { headers: { 'content-type': 'text/plain' }, body: '{' }),
      404,
      'not-found',
    );
  });

  it('hand on a stricter security level, and refuse what is none', async () => {
    const add = vi.spyOn(door.core.operations, 'queue.add');
    const headers = { ...jsonType, 'security-level': ' STRONG ' };
    await door.ask('POST', task, { headers, body: JSON.stringify(installTask('t')) });
    await door.post(task, installTask('u'));
    expect(add.mock.calls.map(([, context]) => context)).toEqual([
      { caller: 'program', strictest: 'strong' },
      { caller: 'program' },
    ]);
    for (const level of ['', 'none', 'strong, weak']) {
      const reply = await door.ask('POST', task, {
        headers: { ...jsonType, 'security-level': level },
        body: JSON.stringify(installTask('v')),
      });
      expectError(reply, 400, 'invalid-input');
    }
    expect(add).toHaveBeenCalledTimes(2);
  });

  it('end a read whose caller is gone, and go on with a change', async () => {
    const signals: Record<string, AbortSignal | undefined> = {};
    const hold = (name: 'queue.status' | 'queue.start') =>
      vi.spyOn(door.core.operations, name).mockImplementation(
        (_input: unknown, { signal }: CallContext) =>
          new Promise<never>((_resolve, reject) => {
            signals[name] = signal;
            signal?.addEventListener('abort', () => reject(signal.reason as Error));
          }),
      );
    for (const [name, path] of [
      ['queue.status', '/v2/manager/queue/status'],
      ['queue.start', '/v2/manager/queue/start'],
    ] as const) {
      hold(name);
      const gone = new AbortController();
      const requested = fetch(`http://127.0.0.1:${door.server.port}${path}`, { signal: gone.signal });
      await vi.waitFor(() => expect(signals).toHaveProperty([name]));
      gone.abort();
      await expect(requested).rejects.toThrow();
    }
    await vi.waitFor(() => expect(signals['queue.status']?.reason).toMatchObject({ code: 'cancelled' }));
    expect(signals['queue.start']).toBeUndefined();
    // Nobody is told of it: who left is no failure.
    expect(door.logged).toEqual([]);
  });

  it('say what is missing while no installation is open', async () => {
    door.closeInstallation();
    expectError(await door.ask('GET', '/v2/manager/queue/status'), 409, 'installation-missing');
    expectError(await door.post(task, installTask('t')), 409, 'installation-missing');
  });
});

describe('failures of ours', () => {
  it('are told as internal without a stack, and logged with it', async () => {
    const broken = new TypeError('the core broke');
    broken.stack = 'TypeError: the core broke\n    at secret (/home/someone/core.ts:1:1)';
    vi.spyOn(door.core.operations, 'policy.explain').mockRejectedValue(broken);
    const reply = await door.ask('GET', '/v2/policy/explain?operation=install-registry');
    expectError(reply, 500, 'internal');
    expect(reply.body).toContain('the core broke');
    expect(reply.body).not.toContain('core.ts');
    expect(door.logged.join()).toContain('core.ts:1:1');
    expect(await door.ask('GET', '/v2/manager/version')).toMatchObject({ status: 200 });
  });
});

describe('the listener', () => {
  it('names a port that is taken, and one that is none', async () => {
    const { port } = door.server;
    const options = { operations: () => null, onEvent: () => () => undefined, log: silentLogger };
    await expect(createServer({ ...options, port })).rejects.toMatchObject({
      code: 'port-unavailable',
      message: `Port ${port} cannot be used: another program uses it.`,
    });
    await expect(createServer({ ...options, port: 70_000 })).rejects.toMatchObject({ code: 'port-unavailable' });
  });

  it('names a host that is not of this machine', async () => {
    const options = { operations: () => null, onEvent: () => () => undefined, log: silentLogger, port: 0 };
    for (const host of ['192.0.2.1', 'no-such-host.invalid']) {
      await expect(createServer({ ...options, host })).rejects.toMatchObject({
        code: 'invalid-input',
        message: `The setting gateway.host is "${host}", which is not an address of this machine.`,
      });
    }
  });

  it('ends within a second with idle, busy and half-open connections, and frees its port', async () => {
    const { port } = door.server;
    const half = callRaw(port, `POST ${task} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 10\r\n\r\n`).catch(
      (error: unknown) => error,
    );
    const idle = callRaw(port, `GET /v2/manager/version HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    await door.ask('GET', '/v2/manager/version');
    const before = performance.now();
    await Promise.all([door.server.close(), door.server.close()]);
    expect(performance.now() - before).toBeLessThan(1000);
    await half;
    expect((await idle).body).toBe('V1.0.0');
    await expect(door.ask('GET', '/v2/manager/version')).rejects.toThrow('ECONNREFUSED');
    expect(door.core.listenerCount()).toBe(0);
    const next = createNetServer();
    await new Promise<void>((resolve) => next.listen(port, '127.0.0.1', resolve));
    await new Promise((resolve) => next.close(resolve));
  });
});
