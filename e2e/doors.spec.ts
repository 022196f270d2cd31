import { request } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from './app';
import { addTask, installParams, readInstalled, runTask } from './api';
import { inMain } from './in-main';
import { needsStandIn } from './stand-in';
import { readTree } from './tree';
import type { OperationName } from '../src/contract/operations';
import { tryByWindow } from './window-door';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'doors', pythonTool: 'uv' } });

interface RawAnswer {
  status: number;
  body: string;
}

/** A request with headers that `fetch` would not let us set. */
function send(
  api: string,
  options: { method?: string; path: string; headers?: Record<string, string>; body?: string },
): Promise<RawAnswer> {
  return new Promise((done, fail) => {
    const sent = request(
      `${api}${options.path}`,
      { method: options.method ?? 'POST', headers: options.headers },
      (answer) => {
        let body = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (body += chunk));
        answer.on('end', () => {
          done({ status: answer.statusCode ?? 0, body });
        });
      },
    );
    sent.on('error', fail);
    sent.end(options.body);
  });
}

const json = { 'content-type': 'application/json' };
const task = (changes: Record<string, unknown> = {}) =>
  JSON.stringify({
    ui_id: 'bad-1',
    client_id: 'spec',
    kind: 'install',
    params: installParams('tidy-latents'),
    ...changes,
  });
const taskPath = '/v2/manager/queue/task';

const refusals: { what: string; request: Parameters<typeof send>[1]; status: number; code: string }[] = [
  {
    what: 'an unknown kind',
    request: { path: taskPath, headers: json, body: task({ kind: 'explode' }) },
    status: 400,
    code: 'invalid-input',
  },
  {
    what: 'params of another kind',
    request: { path: taskPath, headers: json, body: task({ params: { cnr_id: 'x' } }) },
    status: 400,
    code: 'invalid-input',
  },
  {
    what: 'a name with ../',
    request: { path: taskPath, headers: json, body: task({ params: installParams('../../etc') }) },
    status: 400,
    code: 'invalid-input',
  },
  {
    what: 'an absolute path as a name',
    request: { path: taskPath, headers: json, body: task({ kind: 'uninstall', params: { node_name: '/etc/passwd' } }) },
    status: 400,
    code: 'invalid-input',
  },
  {
    what: 'a NUL in a name',
    request: { path: taskPath, headers: json, body: task({ kind: 'disable', params: { node_name: 'a\u0000b' } }) },
    status: 400,
    code: 'invalid-input',
  },
  {
    what: 'a version that would be an option of git',
    request: {
      path: taskPath,
      headers: json,
      body: task({ params: installParams('tidy-latents', '--upload-pack=x') }),
    },
    status: 400,
    code: 'invalid-input',
  },
  {
    what: 'a repository with a foreign protocol',
    request: {
      path: taskPath,
      headers: json,
      body: task({ params: installParams('tidy-latents', 'nightly', { repository: 'ext::sh -c id' }) }),
    },
    status: 400,
    code: 'invalid-input',
  },
  {
    what: 'malformed JSON',
    request: { path: taskPath, headers: json, body: '{"ui_id": ' },
    status: 400,
    code: 'invalid-input',
  },
  { what: 'no body', request: { path: taskPath, headers: json }, status: 400, code: 'invalid-input' },
  {
    what: 'a body of 2 MB',
    request: { path: taskPath, headers: json, body: task({ client_id: 'x'.repeat(2_000_000) }) },
    status: 413,
    code: 'body-too-large',
  },
  {
    what: 'a form',
    request: { path: taskPath, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=b' },
    status: 415,
    code: 'content-type-refused',
  },
  {
    what: 'JSON sent as plain text',
    request: { path: taskPath, headers: { 'content-type': 'text/plain' }, body: task() },
    status: 415,
    code: 'content-type-refused',
  },
  {
    what: 'a foreign Origin',
    request: { path: taskPath, headers: { ...json, origin: 'https://evil.example' }, body: task() },
    status: 403,
    code: 'origin-refused',
  },
  {
    what: 'an Origin of another port',
    request: { path: taskPath, headers: { ...json, origin: 'http://127.0.0.1:1' }, body: task() },
    status: 403,
    code: 'origin-refused',
  },
  {
    what: 'a same-site request',
    request: { path: taskPath, headers: { ...json, 'sec-fetch-site': 'same-site' }, body: task() },
    status: 403,
    code: 'origin-refused',
  },
  {
    what: 'a cross-site GET that would start the queue',
    request: { method: 'GET', path: '/v2/manager/queue/start', headers: { 'sec-fetch-site': 'cross-site' } },
    status: 403,
    code: 'origin-refused',
  },
  {
    what: 'a rebound Host',
    request: { path: taskPath, headers: { ...json, host: 'evil.example' }, body: task() },
    status: 403,
    code: 'origin-refused',
  },
  {
    what: 'a history id that leaves its folder',
    request: { method: 'GET', path: '/v2/manager/queue/history?id=../../config' },
    status: 400,
    code: 'invalid-input',
  },
  {
    what: 'a page of no items',
    request: { method: 'GET', path: '/v2/manager/queue/history?max_items=0' },
    status: 400,
    code: 'invalid-input',
  },
  { what: 'an unknown path', request: { method: 'GET', path: '/v2/policy/nothing' }, status: 404, code: 'not-found' },
  {
    what: "a path of ComfyUI's, which does not run,",
    request: { method: 'GET', path: '/v2/userdata' },
    status: 502,
    code: 'comfyui-unreachable',
  },
  { what: 'a wrong method', request: { method: 'DELETE', path: taskPath }, status: 405, code: 'method-not-allowed' },
];

for (const refusal of refusals) {
  test(`${refusal.what} is refused with a reason and changes nothing`, async ({ world, shared: { api } }) => {
    const before = await readTree(world.comfyui.customNodesDir);
    const answer = await send(api, refusal.request);
    expect(answer.status, answer.body).toBe(refusal.status);
    const body = JSON.parse(answer.body) as Record<string, unknown>;
    expect(body).toMatchObject({
      code: refusal.code,
      error: expect.stringMatching(/\S/),
      message: expect.stringMatching(/\S/),
    });
    const status = (await (await fetch(`${api}/v2/manager/queue/status`)).json()) as { total_count: number };
    expect(status.total_count).toBe(0);
    expect(await readTree(world.comfyui.customNodesDir)).toEqual(before);
  });
}

test('a duplicate ui_id is refused while the first one waits', async ({ shared: { api } }) => {
  await addTask(api, { kind: 'update', params: { node_name: 'x' }, ui_id: 'twice' });
  const second = await send(api, {
    path: taskPath,
    headers: json,
    body: JSON.stringify({ ui_id: 'twice', client_id: 'spec', kind: 'update', params: { node_name: 'x' } }),
  });
  expect(second.status).toBe(400);
  expect(JSON.parse(second.body)).toMatchObject({ code: 'duplicate-task' });
  await send(api, { path: '/v2/manager/queue/reset' });
});

test('the queue works after all of that, and a broken request line hurts nobody', async ({ shared: { api } }) => {
  const { port } = new URL(api);
  await new Promise<void>((done) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.end('\u0000\u0001 nonsense\r\n\r\n'));
    socket.on('close', () => {
      done();
    });
    socket.on('error', () => undefined);
    socket.resume();
  });
  const finished = await runTask(api, { kind: 'install', params: installParams('tidy-latents') });
  expect(finished.result).toBe('success');
  expect(Object.keys(await readInstalled(api))).toContain('tidy-latents');
});

test("the window's door refuses the same bad input with the same body", async ({ shared: { page } }) => {
  // One of the names is none of an operation.
  const call = (name: string, input: unknown) => tryByWindow(page, name as OperationName, input);
  expect(await call('queue.add', JSON.parse(task({ kind: 'explode' })))).toMatchObject({
    ok: false,
    error: { code: 'invalid-input' },
  });
  expect(await call('queue.add', JSON.parse(task({ params: installParams('../x') })))).toMatchObject({
    ok: false,
    error: { code: 'invalid-input' },
  });
  expect(await call('no.such.operation', {})).toMatchObject({ ok: false });
  expect(await call('desktop.openExternal', { url: 'file:///etc/passwd' })).toMatchObject({
    ok: false,
    error: { code: 'invalid-input' },
  });
});

test('the address of the window leads to the built page and the table, and to no other file', async ({
  shared: { page },
}) => {
  const statusOf = (path: string): Promise<number> =>
    page.evaluate(async (address) => {
      const answer = await fetch(address).catch(() => null);
      return answer?.status ?? 0;
    }, `app://window${path}`);
  expect(await statusOf('/index.html')).toBe(200);
  await expect.poll(() => statusOf('/catalogue.table')).toBe(200);
  const others = [
    '/',
    '/package.json',
    '/../main/main.js',
    '/%2e%2e/main/main.js',
    '/..%2f..%2fpackage.json',
    '/assets/%',
  ];
  for (const path of others) expect(await statusOf(path), path).not.toBe(200);
});

test('no other host of that scheme has the files of the window', async ({ shared: { app, page } }) => {
  const read = () =>
    app.evaluate(async ({ net }) => {
      const load = (address: string) => net.fetch(address).then(({ status }) => status, String);
      const hosts = ['window', 'other', 'window.other', 'other.window', 'window.', '127.0.0.1'];
      return Promise.all(hosts.map((host) => load(`app://${host}/index.html`)));
    });
  const loaded = await inMain(read);
  expect(loaded).toEqual([200, ...Array<unknown>(5).fill(expect.stringContaining('ERR_FILE_NOT_FOUND'))]);
  // A port makes no other origin: addresses of this scheme have none.
  expect(await page.evaluate(() => new URL('app://window:81/').origin)).toBe('app://window');
});

test('a link to a door of this app is not opened, but for the page of the web UI', async ({ shared }) => {
  const opened = await shared.app.evaluateHandle(({ shell }) => {
    const addresses: string[] = [];
    shell.openExternal = (address: string) => {
      addresses.push(address);
      return Promise.resolve();
    };
    return addresses;
  });
  const open = (url: string) => tryByWindow(shared.page, 'desktop.openExternal', { url });
  const shut = await open(`${shared.api}/v2/comfyui_manager/stop`);
  expect(shut).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  await open(`${shared.api}/`);
  await open('https://example.org/readme');
  expect(await opened.jsonValue()).toEqual([`${shared.api}/`, 'https://example.org/readme']);
});
