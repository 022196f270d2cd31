import { once } from 'node:events';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ErrorBody } from '../../contract/error-body';
import type { AppEvent } from '../../contract/events';
import { connectDoor, doorToken, type DoorFrame } from '../testing/door-client';
import { disableTask, openDoor, type Door } from '../testing/door';

const authorization = `Bearer ${doorToken}`;
let door: Door;
beforeEach(async () => {
  door = await openDoor({ isToken: (text) => text === doorToken, appVersion: '1.2.3' });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await door.server.close();
});

const post = (name: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  door.ask('POST', `/v2/operations/${name}`, {
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const codeOf = ({ body }: { body: string }) => ErrorBody.parse(JSON.parse(body)).code;
const announce = (asOf: string) =>
  door.core.emit({ name: 'cmd-catalogue-changed', payload: { asOf } } satisfies AppEvent);
const isEvent = (asOf: string) => (frame: DoorFrame) => JSON.stringify(frame.event?.payload) === `{"asOf":"${asOf}"}`;

/** Holds an operation until it is released, or its caller cancels. */
function hold() {
  let seen: AbortSignal | undefined;
  const begun = new Promise<void>((resolve) =>
    vi.spyOn(door.core.operations, 'queue.view').mockImplementation((_input, { signal }) => {
      seen = signal;
      resolve();
      return new Promise((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(new Error('given up')), { once: true }),
      );
    }),
  );
  return { begun, isCancelled: () => seen?.aborted };
}

describe('a request', () => {
  it('is answered with what the operation answers', async () => {
    const answer = await post('queue.status');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual(await door.core.operations['queue.status']({}, { caller: 'token' }));
  });

  it.each([
    ['no token', { authorization: '' }, 401, 'token-required'],
    ['another token', { authorization: 'Bearer cmd_other' }, 401, 'token-required'],
    ['an Origin', { origin: 'http://evil.example' }, 403, 'origin-refused'],
    ['the Origin null', { origin: 'null' }, 403, 'origin-refused'],
    ['a browser, of whatever page', { 'sec-fetch-site': 'none' }, 403, 'origin-refused'],
    ['a rebound Host', { host: 'evil.example' }, 403, 'origin-refused'],
    ['a form', { 'content-type': 'text/plain' }, 415, 'content-type-refused'],
  ])('with %s is refused', async (_name, headers, ...refusal) => {
    const answer = await post('queue.status', {}, headers);
    expect([answer.status, codeOf(answer)]).toEqual(refusal);
  });

  it('of a page of this server is refused too', async () => {
    const origin = `http://127.0.0.1:${door.server.port}`;
    expect(codeOf(await post('queue.status', {}, { origin }))).toBe('origin-refused');
  });

  it.each([
    ['nothing.here', {}, 404, 'not-found'],
    ['toString', {}, 404, 'not-found'],
    ['config.change', { changes: { security_level: 'weak' } }, 403, 'not-trusted'],
    ['policy.allow', { operation: 'fix', minutes: 1 }, 403, 'not-trusted'],
    ['comfyui.setArguments', { arguments: '' }, 403, 'not-trusted'],
    ['models.folderPlan', { path: '/' }, 403, 'not-trusted'],
    ['models.movePlan', { to: '/srv/x' }, 403, 'not-trusted'],
    ['models.place', { path: '/srv/x.pth', folder: 'vae', how: 'move' }, 403, 'not-trusted'],
    ['apiToken.make', {}, 403, 'not-trusted'],
    ['desktop.openTerminal', {}, 403, 'not-trusted'],
    ['queue.log', {}, 400, 'invalid-input'],
    ['queue.log', '['.repeat(400_000), 400, 'invalid-input'],
  ])('for %s with %j is refused in words', async (name, body, ...refusal) => {
    const answer = await post(name, body);
    expect([answer.status, codeOf(answer)]).toEqual(refusal);
  });

  it.each([
    ['use-models-folder', { path: '/srv/models' }],
    ['move-models-folder', { to: '/home/ada/.config/autostart' }],
    ['install-archive', { path: '/etc/passwd.zip' }],
  ] as const)('with a token of another machine orders no %s, and one of this account does', async (kind, params) => {
    const local = await openDoor({ isToken: () => true, isLocalToken: (text) => text === doorToken });
    const task = (uiId: string) => ({ kind, params, ui_id: `${kind} ${uiId}`, client_id: 'tests' });
    const far = { authorization: 'Bearer cmd_far', 'content-type': 'application/json' };
    const near = { ...far, authorization };
    for (const [headers, path, body] of [
      [far, '/v2/operations/queue.add', task('far')],
      [far, '/v2/operations/queue.order', { tasks: [task('far')] }],
      // Whoever shows no token, on this machine or elsewhere.
      [{ 'content-type': 'application/json' }, '/v2/manager/queue/task', task('far')],
      [near, '/v2/manager/queue/task', task('far')],
    ] as const) {
      const answer = await local.ask('POST', path, { headers, body: JSON.stringify(body) });
      expect([answer.status, codeOf(answer)], path).toEqual([403, 'not-trusted']);
    }
    const socket = await connectDoor(local.server.port, { headers: { authorization: 'Bearer cmd_far' } });
    expect(await socket.call('queue.add', task('far'))).toMatchObject({ error: { code: 'not-trusted' } });
    const own = await connectDoor(local.server.port);
    expect(await own.call('queue.add', task('own'))).toMatchObject({ ok: true });
    const answer = await local.ask('POST', '/v2/operations/queue.add', {
      ...{ headers: near, body: JSON.stringify(task('near')) },
    });
    expect(answer.status).toBe(200);
    const { pending } = await local.core.operations['queue.view']({}, { caller: 'person' });
    const waiting = pending.map(({ ui_id: uiId }) => uiId).filter((uiId) => uiId.startsWith(kind));
    expect(waiting).toEqual([`${kind} own`, `${kind} near`]);
    await local.core.operations['queue.reset']({}, { caller: 'person' });
    await local.server.close();
  });

  it('can bring a whole file of a person along, up to a limit', async () => {
    const text = JSON.stringify({ nodes: [], links: [], extra: 'x'.repeat(4 * 1024 * 1024) });
    // It was read, and asks for nothing.
    expect((await post('workflows.needs', { text })).status).toBe(422);
    const answer = await post('workflows.needs', ' '.repeat(96 * 1024 * 1024 + 1));
    expect([answer.status, codeOf(answer)]).toEqual([413, 'body-too-large']);
    expect(answer.body).toContain(String(96 * 1024 * 1024));
  });

  it('without an open folder says so, in parts that can be translated', async () => {
    door.closeInstallation();
    const answer = await post('queue.status');
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 'installation-missing',
      words: { message: { english: 'No ComfyUI folder is open, so this cannot be done yet.' } },
    });
  });

  it('has the rights of the person for what is theirs, and is as strict as it asks to be', async () => {
    const rule = vi.spyOn(door.core.operations, 'queue.status');
    await post('queue.status', {}, { 'security-level': 'strong' });
    expect(rule).toHaveBeenCalledWith(
      expect.anything(),
      expect.objectContaining({ caller: 'token', strictest: 'strong' }),
    );
  });

  it('that is closed before its answer has cancelled the call', async () => {
    const { begun, isCancelled } = hold();
    const sent = request({
      ...{ host: '127.0.0.1', port: door.server.port, path: '/v2/operations/queue.view', method: 'POST' },
      headers: { authorization, 'content-type': 'application/json' },
    });
    sent.on('error', () => undefined);
    sent.end('{}');
    await begun;
    sent.destroy();
    await vi.waitFor(() => expect(isCancelled()).toBe(true));
  });
});

describe('the socket', () => {
  it('greets with what it can do', async () => {
    const client = await connectDoor(door.server.port);
    const { hello } = await client.next(({ hello }) => hello !== undefined);
    expect(hello).toMatchObject({ version: '1.2.3', installation: null });
    expect(hello?.operations).toContain('packs.local');
    expect(hello?.operations).not.toContain('policy.allow');
  });

  it('answers calls by their ids, and errors as the request does', async () => {
    const client = await connectDoor(door.server.port);
    const [status, log, none] = await Promise.all([
      client.call('queue.status'),
      client.call('queue.log', {}),
      client.call('desktop.openTerminal'),
    ]);
    expect(status).toMatchObject({ ok: true, value: { total_count: 0 } });
    expect(log).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(none).toMatchObject({ ok: false, error: { code: 'not-trusted' } });
  });

  it.each([
    ['without a token', { headers: { authorization: '' } }, 401],
    ['with another token', { headers: { authorization: 'Bearer x' } }, 401],
    ['of a page', { origin: 'http://evil.example' }, 403],
    ['of a page of ours', { headers: { 'sec-fetch-site': 'same-origin' } }, 403],
    ['by another protocol', { protocol: 'chat' }, 400],
    ['with an `after` that is no number', { query: '?after=-1' }, 400],
  ])('is not opened %s', async (_name, options, status) => {
    await expect(connectDoor(door.server.port, options)).rejects.toThrow(`Unexpected server response: ${status}`);
  });

  it('cancels a call, and those of a client that leaves', async () => {
    const client = await connectDoor(door.server.port);
    const first = hold();
    client.send({ id: 'a', name: 'queue.view' });
    await first.begun;
    client.send({ cancel: 'a' });
    expect(await client.next(({ id }) => id === 'a')).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    const second = hold();
    client.send({ id: 'b', name: 'queue.view' });
    await second.begun;
    client.socket.terminate();
    await vi.waitFor(() => expect(second.isCancelled()).toBe(true));
  });

  it('refuses a second call with the same id, and more than a hundred at once', async () => {
    const client = await connectDoor(door.server.port);
    hold();
    for (let id = 0; id < 101; id += 1) client.send({ id, name: 'queue.view' });
    client.send({ id: 0, name: 'queue.status' });
    expect(await client.next(({ id }) => id === 100)).toMatchObject({ error: { code: 'too-many-connections' } });
    expect(await client.next(({ id }) => id === 0)).toMatchObject({ error: { code: 'invalid-input' } });
  });

  it.each([
    ['no JSON', 'junk', 1008],
    ['JSON a million deep', '['.repeat(1_000_000), 1008],
    ['no call', { id: {}, name: 'queue.status' }, 1008],
    ['too long', { id: 1, name: 'queue.status', input: 'x'.repeat(1024 * 1024) }, 1009],
  ])('ends the connection of a client whose frame is %s, and no other', async (_name, frame, code) => {
    const [client, other] = [await connectDoor(door.server.port), await connectDoor(door.server.port)];
    client.send(frame);
    expect((await client.closed).code).toBe(code);
    expect(await other.call('queue.status')).toMatchObject({ ok: true });
  });

  it('tells every event with a number, and after a break what was missed', async () => {
    const client = await connectDoor(door.server.port);
    announce('one');
    const { number } = await client.next(isEvent('one'));
    client.socket.terminate();
    await client.closed;
    announce('two');
    announce('three');
    const again = await connectDoor(door.server.port, { query: `?after=${String(number)}` });
    await again.next(isEvent('three'));
    // The queue may still have told of an earlier task meanwhile.
    const missed = again.frames.flatMap(({ event }) => (event?.name === 'cmd-catalogue-changed' ? event.payload : []));
    expect(missed).toEqual([{ asOf: 'two' }, { asOf: 'three' }]);
    const late = await connectDoor(door.server.port, { query: '?after=0' });
    expect(await late.next(({ missed }) => missed === true)).toEqual({ missed: true });
  });

  it('tells what a task does, in order, to a hundred clients', async () => {
    const clients = await Promise.all(Array.from({ length: 100 }, () => connectDoor(door.server.port)));
    const [first] = clients;
    await first?.call('queue.add', disableTask('t-door'));
    await first?.call('queue.start');
    const isOver = ({ event }: DoorFrame) =>
      event?.name === 'cmd-queue-changed' && JSON.stringify(event.payload).includes('"t-door"');
    await Promise.all(clients.map((client) => client.next(isOver)));
    announce('last');
    await Promise.all(clients.map((client) => client.next(isEvent('last'))));
    const numbers = clients.map(({ frames }) => frames.flatMap(({ number }) => number ?? []));
    for (const heard of numbers) expect(heard).toEqual([...heard].sort((one, other) => one - other));
    // Some may have heard more since.
    expect(new Set(clients.map(({ frames }) => frames.find(isEvent('last'))?.number)).size).toBe(1);
  });

  it('cuts off a client that does not read, with the reason, and goes on for the rest', async () => {
    const [slow, fine] = [await connectDoor(door.server.port), await connectDoor(door.server.port)];
    slow.socket.pause();
    const line = 'x'.repeat(1024 * 1024);
    for (let at = 0; at < 40; at += 1) {
      door.core.emit({ name: 'cmd-log', payload: { ui_id: `t${at}`, lines: [line] } });
      await fine.next(({ event }) => (event?.payload as { ui_id?: string } | undefined)?.ui_id === `t${at}`);
    }
    slow.socket.resume();
    expect(await slow.closed).toEqual({ code: 1013, reason: 'You do not read what is sent to you.' });
    expect(slow.frames.length).toBeLessThan(40);
  });

  it('says goodbye when the server ends', async () => {
    const client = await connectDoor(door.server.port);
    const gone = once(client.socket, 'close');
    await door.server.close();
    await gone;
    expect((await client.closed).code).toBe(1001);
  });
});

it('/healthz answers without a token, and says nothing of the machine', async () => {
  const answer = await door.ask('GET', '/healthz');
  expect(JSON.parse(answer.body)).toEqual({ status: 'ok', version: '1.2.3', isOpen: true, comfyui: null });
});
