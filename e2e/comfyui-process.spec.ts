import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './app';
import { addTask, ask, getJson, installParams, readInstalled, runTask, startQueue, waitForTask } from './api';
import {
  freePort,
  isAlive,
  readStatus as getStatus,
  startComfy as start,
  waitForState as waitFor,
} from './comfy-calls';
import { launchHost, type LaunchedHost } from './launch-host';
import { needsStandIn } from './stand-in';
import { createGate } from './world/wire';
import type { World } from './world/world';

test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.use({ worldOptions: { name: 'comfyui-process', pythonTool: 'uv' } });

let launched: LaunchedHost;
let port: number;

const area = () => `${launched.api}/v2/comfyui_manager`;
const readStatus = () => getStatus(launched.api);
const waitForState = (state: string) => waitFor(launched.api, state);
const startComfy = () => start(launched.api);
const readImported = () => getJson<Record<string, unknown>>(`${launched.api}/v2/customnode/installed?mode=imported`);

/** The pack that starts a program of its own writes its number down. */
const readHelperPid = async (world: World) =>
  Number(await readFile(join(world.comfyui.customNodesDir, 'starts-a-helper', 'helper.pid'), 'utf8'));

const helperPack = [
  'import pathlib',
  'import subprocess',
  'import sys',
  'helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])',
  'pathlib.Path(__file__).with_name("helper.pid").write_text(str(helper.pid))',
  'NODE_CLASS_MAPPINGS = {}',
  '',
].join('\n');

test.beforeAll(async ({ world }) => {
  const { comfyui } = world;
  await comfyui.placeRegistryPack('Demo-Upscaler', '1.2.0');
  await comfyui.placeRegistryPack('missing-module', '1.2.0');
  await world.git.createRepo('stranger', 'Broken-Import', [
    { message: 'first', date: '2025-10-01T00:00:00Z', files: { '__init__.py': 'raise RuntimeError("not today")\n' } },
  ]);
  await comfyui.placeClone('stranger', 'Broken-Import');
  await comfyui.placeFiles({
    'starts-a-helper/__init__.py': helperPack,
    'lone_broken.py': 'raise ValueError("alone")\n',
  });
  port = await freePort();
  launched = await launchHost({ world, settings: { 'comfyui.port': String(port) } });
});

test.afterAll(() => launched.close());

test.afterEach(async () => {
  await ask(`${area()}/stop`, {}).catch(() => undefined);
});

test("start runs ComfyUI with the installation's interpreter on its port, and stop leaves no process", async ({
  world,
}) => {
  await waitForState('stopped');
  const { pid, imports } = await startComfy();
  const { system } = await getJson<{ system: { argv: string[]; python_version: string } }>(
    `http://127.0.0.1:${port}/system_stats`,
  );
  expect(system.argv.join(' ')).toContain(`--port ${port}`);
  if (process.platform === 'linux')
    expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).toContain(world.comfyui.python);
  const failed = imports.filter(({ hasFailed }) => hasFailed).map(({ path }) => path);
  expect(failed.sort()).toEqual(
    ['Broken-Import', 'lone_broken.py', 'missing-module'].map((name) => join(world.comfyui.customNodesDir, name)),
  );
  expect(imports.length).toBe(5);
  // Starting what runs changes nothing.
  expect((await startComfy()).pid).toBe(pid);

  const helperPid = await readHelperPid(world);
  expect(await isAlive(helperPid)).toBe(true);
  expect((await ask(`${area()}/stop`, {})).status).toBe(200);
  expect((await waitForState('stopped')).pid).toBeNull();
  for (const one of [pid, helperPid]) await expect.poll(() => isAlive(one)).toBe(false);
  await expect(fetch(`http://127.0.0.1:${port}/system_stats`)).rejects.toThrow();
});

test('why a pack did not import is told by id, owner/repo and address, with the traceback', async () => {
  const { api } = launched;
  const address = `${api}/v2/customnode/import_fail_info`;
  await startComfy();
  for (const cnr_id of ['missing-module', 'MISSING-MODULE']) {
    const answer = await ask(address, { cnr_id });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.body).toMatchObject({
      name: 'missing-module',
      path: expect.stringContaining('missing-module'),
      msg: expect.stringContaining("No module named 'module_nobody_named'"),
      traceback: expect.stringContaining('Traceback (most recent call last)'),
    });
  }
  const addresses = ['stranger/Broken-Import', 'https://github.com/stranger/Broken-Import'].concat([
    'https://github.com/stranger/broken-import.git',
    'git@github.com:stranger/Broken-Import.git',
  ]);
  for (const url of addresses) {
    const answer = await ask(address, { url });
    expect(answer.status, `${url}: ${answer.text}`).toBe(200);
    expect(answer.body).toMatchObject({ name: 'Broken-Import', msg: expect.stringContaining('not today') });
    // Only its own lines.
    expect(answer.body['traceback']).not.toContain('module_nobody_named');
  }
  // A registry pack is known by the repository that it names, and the web UI sends `owner/repo` among the ids.
  for (const body of [{ url: 'https://github.com/adaquill/Missing-Module.git' }, { cnr_id: 'adaquill/missing-module' }])
    expect((await ask(address, body)).body).toMatchObject({ name: 'missing-module' });
  for (const cnr_id of ['lone_broken.py', 'lone_broken']) {
    const answer = await ask(address, { cnr_id });
    expect(answer.body, `${cnr_id}: ${answer.text}`).toMatchObject({
      name: 'lone_broken.py',
      msg: expect.stringContaining('ValueError: alone'),
    });
  }
  for (const body of [{ cnr_id: 'Demo-Upscaler' }, { url: 'nobody/nothing' }, {}, [], { cnr_id: 5 }, '{"cnr_id"']) {
    const answer = await ask(address, body);
    expect(answer.status, JSON.stringify(body)).toBe(400);
    expect(answer.body).toMatchObject({ message: expect.stringMatching(/\S/), code: expect.stringMatching(/\S/) });
  }
  const bulk = await ask(`${address}_bulk`, {
    cnr_ids: ['missing-module', 'Demo-Upscaler', 'unknown', 'missing-module'],
    urls: ['stranger/Broken-Import'],
  });
  expect(bulk.status, bulk.text).toBe(200);
  expect(bulk.body).toEqual({
    'missing-module': {
      error: expect.stringContaining('module_nobody_named'),
      traceback: expect.stringContaining('Traceback'),
    },
    'Demo-Upscaler': null,
    unknown: null,
    'stranger/Broken-Import': {
      error: expect.stringContaining('not today'),
      traceback: expect.stringContaining('Traceback'),
    },
  });
});

test('imported mode stays what ComfyUI loaded until it is restarted', async ({ world }) => {
  const { api } = launched;
  const first = await startComfy();
  const before = await readImported();
  expect(Object.keys(before)).toContain('Demo-Upscaler');
  expect((await runTask(api, { kind: 'install', params: installParams('sampler-kit-demo') })).result).toBe('success');
  expect((await runTask(api, { kind: 'disable', params: { node_name: 'Demo-Upscaler' } })).result).toBe('success');
  expect(await readInstalled(api)).toMatchObject({
    'sampler-kit-demo': { enabled: true },
    'Demo-Upscaler': { enabled: false },
  });
  expect(await readImported()).toEqual(before);

  expect((await ask(`${api}/v2/manager/reboot`, {})).status).toBe(200);
  await expect.poll(async () => (await readStatus()).pid).not.toBe(first.pid);
  const second = await waitForState('running');
  expect(await isAlive(first.pid)).toBe(false);
  expect(second.imports.map(({ path }) => path)).toContain(join(world.comfyui.customNodesDir, 'sampler-kit-demo'));
  expect(await readImported()).toEqual(await readInstalled(api));
  expect((await runTask(api, { kind: 'enable', params: { cnr_id: 'Demo-Upscaler' } })).result).toBe('success');
});

test('a reboot is accepted at once, and waits for the task that runs', async ({ world }) => {
  const { api } = launched;
  const first = await startComfy();
  const [gate, secondGate] = [createGate(), createGate()];
  world.registry.zipFaults.set('tidy-latents', { kind: 'hold', until: gate.until });
  world.registry.zipFaults.set('prompt-garden', { kind: 'hold', until: secondGate.until });
  world.registry.forgetRequests();
  const isRequested = (name: string) => () =>
    world.registry.requests().some(({ path }) => path.startsWith(`/cdn/${name}/`));
  const uiId = await addTask(api, { kind: 'install', params: installParams('tidy-latents') });
  const nextId = await addTask(api, { kind: 'install', params: installParams('prompt-garden') });
  await startQueue(api);
  await expect.poll(isRequested('tidy-latents')).toBe(true);
  expect((await ask(`${api}/v2/manager/reboot`)).status).toBe(200);
  // It was answered while the task runs. A whole task later nothing has been done about it, because the next one runs.
  gate.open();
  expect((await waitForTask(api, uiId)).result).toBe('success');
  await expect.poll(isRequested('prompt-garden')).toBe(true);
  expect(await readStatus()).toMatchObject({ state: 'running', pid: first.pid });
  secondGate.open();
  await waitForTask(api, nextId);
  await expect.poll(async () => (await readStatus()).pid).not.toBe(first.pid);
  await waitForState('running');
  world.registry.zipFaults.clear();
});

test('a reboot starts a ComfyUI that is stopped or crashed', async () => {
  const { api } = launched;
  await waitForState('stopped');
  expect((await ask(`${api}/v2/manager/reboot`, {})).status).toBe(200);
  const { pid } = await waitForState('running');
  process.kill(pid ?? 0, 'SIGKILL');
  expect((await waitForState('crashed')).exit).toMatchObject({ signal: 'SIGKILL' });
  expect((await ask(`${api}/v2/manager/reboot`, {})).status).toBe(200);
  expect((await waitForState('running')).pid).not.toBe(pid);
});
