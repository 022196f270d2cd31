import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from './app';
import { ask, getJson, writeConfig } from './api';
import { startCommand, type StartedCommand } from './command';
import { needsStandIn } from './stand-in';
import { launchApp } from './launch';
import { sitePackagesOf } from './world/python-env';
import type { World } from './world/world';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'start', pythonTool: 'pip' } });

/** Everything a command started inherits this variable, whatever becomes of its parent; so it can be looked for. */
async function countMarked(mark: string): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')));
  return environments.filter((text) => text.includes(mark)).length;
}

let started: StartedCommand | undefined;
let userDataDir: string;
test.beforeEach(async () => {
  userDataDir = await mkdtemp(join(tmpdir(), 'cmd-start-'));
});
test.afterEach(async () => {
  started?.child.kill('SIGTERM');
  await started?.ended;
  started = undefined;
  await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
});

/** `npm start` in a world; `args` come behind the folder, the settings last. */
function start(world: World, args: readonly string[], environment: Record<string, string> = {}): StartedCommand {
  const settings = Object.entries(world.settings).flatMap(([key, text]) => ['--set', `${key}=${text}`]);
  const all = ['--port', '0', '--user-data-dir', userDataDir, ...args, ...settings];
  return (started = startCommand('start.mjs', all, { ...world.env, DISPLAY: '', ...environment }));
}

const readStatus = (api: string) =>
  getJson<{ state: string; port: number; pid: number | null }>(`${api}/v2/comfyui_manager/status`);

/** The page a browser gets. */
async function open(address: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(address, { headers: { accept: 'text/html' } });
  return { status: answer.status, text: await answer.text() };
}

interface RawAnswer {
  status: number;
  body: string;
  headers: IncomingHttpHeaders;
}

/** Asks with Host and Origin as given, of which fetch sends its own. */
function askWith(headers: Record<string, string>, address: string, method = 'GET'): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(address, { headers, method }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (piece: string) => (body += piece));
      answer.once('end', () => {
        resolve({ status: answer.statusCode ?? 0, body, headers: answer.headers });
      });
    });
    outgoing.once('error', reject).end();
  });
}

test('--launch serves the web UI of ComfyUI at level strong and without an installer, and SIGINT ends all of it within 10 s', async ({
  world,
}) => {
  test.skip(process.platform !== 'linux', 'reads /proc to see that nothing is left');
  // It is the word of the person at this machine, which counts at every level.
  await writeConfig(world, ['security_level = strong']);
  const packages = await sitePackagesOf(dirname(dirname(world.comfyui.python)));
  const pip = (await readdir(packages)).find((name) => /^pip-.+\.dist-info$/.test(name)) ?? '';
  expect(world.settings['python.tool']).toBe('pip');
  await rename(join(packages, pip), join(userDataDir, pip));
  const value = `launch-${Date.now()}`;
  const invited = { origin: 'https://studio.example' };
  const set = ['--set', `comfyui.arguments=--cpu --enable-cors-header ${invited.origin}`];
  const args = ['--comfyui', world.comfyui.path, '--launch', ...set];
  const { ready, child, ended } = start(world, args, { CMD_SPEC_MARK: value });
  await ready.catch(() => undefined);
  await rename(join(userDataDir, pip), join(packages, pip));
  const { api, folder, web, exposed } = await ready;
  await writeConfig(world, ['security_level = normal']);
  expect({ folder, web, exposed }).toEqual({ folder: world.comfyui.path, web: api, exposed: null });
  const page = await open(api);
  expect(page.status).toBe(200);
  expect(page.text).toBe(await readFile(join(world.comfyui.path, 'web', 'index.html'), 'utf8'));
  expect(await (await fetch(`${api}/v2/manager/version`)).text()).toMatch(/^V\d/);
  const { state, port, pid } = await readStatus(api);
  expect(state).toBe('running');
  expect([0, 8188, Number(new URL(api).port)]).not.toContain(port);

  await test.step('pages that --enable-cors-header invites reach ComfyUI, and nothing of ours', async () => {
    const stats = `${api}/system_stats`;
    await expect.poll(async () => (await askWith(invited, stats)).status).toBe(200);
    expect((await askWith(invited, stats)).headers).toMatchObject({ 'access-control-allow-origin': invited.origin });
    expect((await askWith({ origin: 'https://other.example' }, stats)).status).toBe(403);
    expect((await askWith({ ...invited, host: 'studio.example' }, stats)).status).toBe(403);
    const ours = await askWith(invited, `${api}/v2/customnode/installed`);
    expect(ours.status).toBe(403);
    expect(ours.headers).not.toHaveProperty('access-control-allow-origin');
  });

  expect(await countMarked(`CMD_SPEC_MARK=${value}`)).toBeGreaterThan(2);
  const startedMs = Date.now();
  child.kill('SIGINT');
  await ended;
  await expect.poll(() => countMarked(`CMD_SPEC_MARK=${value}`), { timeout: 10_000 }).toBe(0);
  expect(() => process.kill(pid ?? 0, 0)).toThrow(/ESRCH/);
  expect(Date.now() - startedMs).toBeLessThan(10_000);
});

test('a ComfyUI that dies at its start is told at once, and the app stays', async ({ world }) => {
  const args = ['--comfyui', world.comfyui.path, '--launch', '--set', 'comfyui.arguments=--no-such-switch "a b"'];
  const { ready, output } = start(world, args);
  const { api, web } = await ready;
  expect(web).toBeNull();
  await expect.poll(output).toMatch(/ComfyUI ended by itself[^\n]*unrecognized arguments: --no-such-switch a b/);
  await expect.poll(output).toMatch(/press Start/);
  expect(await readStatus(api)).toMatchObject({ state: 'crashed' });
  const page = await open(api);
  expect(page.status).toBe(503);
  expect(page.text).toContain('Start ComfyUI');
});

test('a ComfyUI that takes longer than comfyui.readySeconds is not waited for', async ({ world }) => {
  const pack = join(world.comfyui.customNodesDir, 'sleeps-long');
  await world.comfyui.placeFiles({ 'sleeps-long/__init__.py': 'import time\ntime.sleep(300)\n' });
  try {
    const { ready, output } = start(world, [
      ...['--comfyui', world.comfyui.path, '--launch', '--set', 'comfyui.readySeconds=2'],
    ]);
    const { api, web } = await ready;
    expect(web).toBeNull();
    await expect.poll(output).toMatch(/has not served its web UI within 2 s[^\n]*comfyui\.readySeconds/);
    expect(await readStatus(api)).toMatchObject({ state: 'starting' });
    expect((await open(api)).status).toBe(503);
  } finally {
    await rm(pack, { recursive: true });
  }
});

test('--launch without a folder says so, and the app stays', async ({ world }) => {
  const { ready, output } = start(world, ['--launch']);
  const { api, folder, web } = await ready;
  expect({ folder, web }).toEqual({ folder: 'none', web: null });
  await expect.poll(output).toMatch(/--launch: there is no ComfyUI to start\..*--comfyui FOLDER/);
  expect((await fetch(`${api}/v2/comfyui_manager/status`)).status).toBe(409);
});

test('without --launch ComfyUI stays as it is; listening beyond this machine is warned about, and takes the API token', async ({
  world,
}) => {
  const set = ['--set', 'gateway.host=0.0.0.0', '--set', 'gateway.allowedHosts=studio.local, other'];
  const args = ['--comfyui', world.comfyui.path, '--set', 'comfyui.port=48999', ...set];
  const { ready, output, child, ended } = start(world, args);
  const { api, web, exposed } = await ready;
  const { port } = new URL(api);
  expect(web).toBeNull();
  expect(await readStatus(api)).toMatchObject({ state: 'stopped', port: 48_999, pid: null });
  expect((await open(api)).status).toBe(503);

  expect(exposed).toBe(`0.0.0.0:${port}`);
  await expect.poll(output).toMatch(/listen on 0\.0\.0\.0:\d+, so other machines .* Set gateway\.host to 127\.0\.0\.1/);
  const readLog = () => readFile(join(userDataDir, 'logs', 'main.log'), 'utf8');
  await expect.poll(readLog).toContain('so other machines on the network can use this ComfyUI');
  const interfaces = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const own = interfaces.filter(({ family }) => family === 'IPv4').map(({ address }) => address);

  await test.step('it is reached by names that are known', async () => {
    const version = `${api}/v2/manager/version`;
    for (const host of ['studio.local', 'other', 'localhost', ...own])
      expect(await askWith({ host: `${host}:${port}` }, version), host).toMatchObject({ status: 200 });
    for (const host of own) expect((await fetch(`http://${host}:${port}/v2/manager/version`)).status, host).toBe(200);
    const refused = await askWith({ host: `evil.example:${port}` }, version);
    expect(refused.status).toBe(403);
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'origin-refused' });
    expect((await askWith({ host: `evil.example:${port}` }, `${api}/`)).status).toBe(403);
  });

  await test.step('the policy knows', async () => {
    expect(await getJson(`${api}/v2/policy/explain?operation=install-nightly`)).toMatchObject({
      allowed: false,
      listener: 'network',
      rule: expect.stringContaining('while other machines can reach this app'),
      remedies: [expect.stringContaining('gateway.host = 127.0.0.1'), expect.stringContaining('in the window')],
    });
    const denied = await ask(`${api}/v2/manager/queue/update_all?client_id=c&ui_id=u`, {});
    expect(denied.status).toBe(403);
    expect(denied.text).toContain('while other machines can reach this app');
  });

  const tokenLine = /The API token, told this once: (cmd_\S+)/;
  await expect.poll(output).toMatch(tokenLine);
  const [, token = ''] = tokenLine.exec(output()) ?? [];
  await test.step('a program beyond this machine changes something with the token alone', async () => {
    const callers = [
      ['127.0.0.1', 'studio.local'],
      ...own.filter((one) => one !== '127.0.0.1').map((one) => [one, one]),
    ];
    for (const [address = '', name = ''] of callers) {
      const reset = (headers: Record<string, string>) =>
        askWith({ host: `${name}:${port}`, ...headers }, `http://${address}:${port}/v2/manager/queue/reset`, 'POST');
      const without = await reset({});
      expect(without, name).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
      expect(JSON.parse(without.body)).toMatchObject({ code: 'token-required' });
      expect((await reset({ authorization: `Bearer ${token}x` })).status).toBe(401);
      expect((await reset({ authorization: `Bearer ${token}` })).status).toBe(200);
      expect((await reset({ origin: `http://${name}:${port}` })).status).toBe(200);
    }
    expect((await askWith({}, `http://127.0.0.1:${port}/v2/manager/queue/reset`, 'POST')).status).toBe(200);
  });

  // SIGTERM ends it as SIGINT does; the token is told once, and the foot of the window says who can reach the app.
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  const settings = { 'gateway.host': '0.0.0.0', 'gateway.allowedHosts': 'studio.local' };
  const again = await launchApp({ world, userDataDir, settings, flags: ['--port', '0'] });
  await expect(again.page.locator('[data-exposed="true"]')).toContainText(`0.0.0.0:${new URL(again.api).port}`);
  await again.close();
  expect(await readLog()).not.toContain(token);
});

test('what cannot be started is answered with a sentence, --help with what there is', async ({ world }) => {
  const { ended, output } = start(world, ['--set', 'gateway.host=192.0.2.1']);
  expect(await ended).toBe(1);
  await expect.poll(output).toMatch(/could not start: The setting gateway\.host is "192\.0\.2\.1"/);
  const wrong = startCommand('start.mjs', ['--comfyui', join(tmpdir(), 'no such folder')], {});
  expect(await wrong.ended).toBe(2);
  // The last words of a program may come after its end.
  await expect.poll(wrong.output).toMatch(/folder/);
  const help = startCommand('start.mjs', ['--help'], {});
  expect(await help.ended).toBe(0);
  await expect.poll(help.output).toMatch(/--launch +start ComfyUI at once/);
});

test('npm run demo --launch opens the app on its own world with its web UI, and takes everything with it', async () => {
  test.skip(process.platform !== 'linux', 'reads /proc to see that nothing is left');
  const value = `demo-${Date.now()}`;
  const demo = startCommand('demo.mjs', ['--launch'], { CMD_SPEC_MARK: value, DISPLAY: '' });
  started = demo;
  const { api, web } = await demo.ready;
  expect(web).toBe(api);
  expect((await open(api)).status).toBe(200);
  const installed = await getJson<Record<string, unknown>>(`${api}/v2/customnode/installed`);
  expect(Object.keys(installed).length).toBeGreaterThan(4);
  demo.child.kill('SIGINT');
  await demo.ended;
  await expect.poll(() => countMarked(`CMD_SPEC_MARK=${value}`), { timeout: 10_000 }).toBe(0);
});
