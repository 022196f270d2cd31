import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ComfyCore } from './comfy-source';
import { runProgram } from './python-env';
import { createWorld, type World } from './world';

interface Running {
  world: World;
  child: ChildProcess;
  url: string;
}

const running: Partial<Record<ComfyCore, Running>> = {};

async function startComfy(core: ComfyCore, args: string[]): Promise<Running> {
  const world = await createWorld({ name: `comfy-web-${core}`, core });
  const { path, python } = world.comfyui;
  const child = spawn(python, ['main.py', '--port', '0', ...args], {
    cwd: path,
    env: { ...process.env, ...world.env },
  });
  for await (const line of createInterface({ input: child.stderr })) {
    const url = /To see the GUI go to: (\S+)/.exec(line)?.[1];
    if (url !== undefined) return { world, child, url };
  }
  throw new Error('ComfyUI ended before it served.');
}

function need(core: ComfyCore): Running {
  const found = running[core];
  if (!found) throw new Error(`The ${core} core does not run.`);
  return found;
}

const post = (address: string, body: BodyInit, method = 'POST') => fetch(need('newer').url + address, { method, body });

/** `fetch` sends neither Host nor Origin as told. */
function statusOf(core: ComfyCore, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${need(core).url}/api/settings`, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    outgoing.once('error', reject).end();
  });
}

beforeAll(async () => {
  running.newer = await startComfy('newer', ['--enable-manager', '--max-upload-size', '2']);
  running.old = await startComfy('old', []);
});

afterAll(async () => {
  for (const { child, world } of Object.values(running)) {
    child.kill('SIGKILL');
    await once(child, 'close');
    await world.stop();
  }
});

it('keeps settings by key, and files of the user in folders', async () => {
  const { url } = need('newer');
  expect(await (await fetch(`${url}/api/users`)).json()).toMatchObject({ storage: 'server' });
  await post('/api/settings/Comfy.TutorialCompleted', 'true');
  await post('/settings', '{"a.b": [1]}');
  expect(await (await fetch(`${url}/settings`)).json()).toEqual({ 'Comfy.TutorialCompleted': true, 'a.b': [1] });
  expect(await (await fetch(`${url}/api/settings/nothing`)).json()).toBeNull();

  const file = `/api/userdata/${encodeURIComponent('workflows/at home.json')}`;
  expect(await (await post(file, '{"nodes":[]}')).json()).toBe('workflows/at home.json');
  expect((await post(`${file}?overwrite=false`, '{}')).status).toBe(409);
  expect(await (await fetch(`${url}${file}`)).json()).toEqual({ nodes: [] });
  expect(await (await fetch(`${url}/userdata?dir=workflows&recurse=true`)).json()).toEqual(['at home.json']);
  expect(await (await fetch(`${url}/v2/userdata?path=workflows`)).json()).toMatchObject([{ name: 'at home.json' }]);
  expect((await post('/userdata/..%2F..%2Fmain.py', 'x')).status).toBe(403);
  expect((await post(file, '', 'DELETE')).status).toBe(204);
  expect((await fetch(`${url}${file}`)).status).toBe(404);
});

it('takes pictures in, gives them back in ranges, and refuses what is too large', async () => {
  const { url } = need('newer');
  const form = (size: number) => {
    const data = new FormData();
    data.append('image', new Blob([new Uint8Array(size).fill(7)]), 'seven.png');
    data.append('overwrite', 'true');
    return data;
  };
  const uploaded = await post('/upload/image', form(300_000));
  expect(await uploaded.json()).toEqual({ name: 'seven.png', subfolder: '', type: 'input' });
  const view = `${url}/api/view?filename=seven.png&type=input`;
  expect((await (await fetch(view)).arrayBuffer()).byteLength).toBe(300_000);
  const part = await fetch(view, { headers: { range: 'bytes=10-19' } });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 10-19/300000']);
  const tag = (await fetch(view)).headers.get('etag') ?? '';
  expect((await fetch(view, { headers: { 'if-none-match': tag } })).status).toBe(304);
  const refused = await post('/upload/image', form(3_000_000)).then(
    ({ status }) => status,
    () => 'cut off',
  );
  expect([413, 'cut off']).toContain(refused);
});

it('turns foreign pages away as each core does', async () => {
  const { host } = new URL(need('newer').url);
  const { host: oldHost } = new URL(need('old').url);
  expect(await statusOf('newer', { host, origin: `http://${host}` })).toBe(200);
  expect(await statusOf('newer', { host, origin: 'http://evil.example' })).toBe(403);
  expect(await statusOf('newer', { host: 'localhost:1', origin: `http://${host}` })).toBe(403);
  expect(await statusOf('newer', { host, 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await statusOf('old', { host: oldHost, 'sec-fetch-site': 'cross-site' })).toBe(200);
});

it('knows the manager only in the newer core', async () => {
  const { url } = need('newer');
  expect(await (await fetch(`${url}/features`)).json()).toMatchObject({
    extension: { manager: { supports_v4: true } },
  });
  expect(await (await fetch(`${need('old').url}/features`)).json()).not.toHaveProperty('extension');
  const { comfyui, env } = need('old').world;
  const refused = await runProgram(comfyui.python, ['main.py', '--enable-manager'], {
    cwd: comfyui.path,
    env: { ...process.env, ...env },
  });
  expect(refused.code).toBe(2);
  expect(refused.output).toContain('unrecognized arguments: --enable-manager');
});

it('sends what is printed to subscribers, and progress of a prompt to who asked', async () => {
  const { url } = need('newer');
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?clientId=reader`);
  const seen: { type: string; data: Record<string, unknown> }[] = [];
  socket.on('message', (text: Buffer) => seen.push(JSON.parse(text.toString()) as (typeof seen)[number]));
  await once(socket, 'open');
  // Known to the server from its first message on: it forgets what a socket asks for that it does not know.
  await expect.poll(() => seen.map(({ type }) => type)).toContain('status');
  const answer = await post('/internal/logs/subscribe', '{"clientId":"reader","enabled":true}', 'PATCH');
  expect(answer.status).toBe(200);
  const prompt = { 1: { class_type: 'KSampler', inputs: { steps: 1000 } } };
  expect((await post('/api/prompt', JSON.stringify({ prompt, client_id: 'reader' }))).status).toBe(200);
  await expect.poll(() => seen.some(({ type }) => type === 'execution_success'), { timeout: 10_000 }).toBe(true);
  expect(seen.filter(({ type }) => type === 'progress')).toHaveLength(1000);
  await expect.poll(() => seen.filter(({ type }) => type === 'logs').length).toBeGreaterThan(0);
  const raw = (await (await fetch(`${url}/internal/logs/raw`)).json()) as { entries: { m: string }[] };
  expect(raw.entries.map(({ m }) => m).join('')).toContain('got prompt');
  socket.close();
  await once(socket, 'close');
});
