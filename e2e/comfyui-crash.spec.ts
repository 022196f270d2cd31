import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './app';
import { ask, getJson, installParams, runTask, writeConfig } from './api';
import { isAlive, readStatus, rebootComfy, startComfy, stopComfy, waitForState } from './comfy-calls';
import { showTab } from './comfy-place';
import { launchApp, type LaunchedApp } from './launch';
import { readNames, restore } from './snapshot-calls';
import { needsStandIn } from './stand-in';
import { isNightly } from './world/nightly';
import type { World } from './world/world';

test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.use({ worldOptions: { name: 'comfyui-crash', pythonTool: 'uv' } });

const settings = { 'comfyui.port': '0' };
let launched: LaunchedApp;
/** Whether a test has ended the app. */
let hasEnded = false;

const good = 'NODE_CLASS_MAPPINGS = {}\n';
const fatal = 'import sys\nprint("the turncoat has no licence")\nsys.exit(3)\n';

/** A pack that starts a program of its own in ComfyUI's group, and one that goes its own way; their numbers are written down. */
const familyPack = `import pathlib, subprocess, sys
sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
children = [subprocess.Popen(sleep, start_new_session=apart) for apart in (False, True)]
with open(pathlib.Path(__file__).with_name("family.txt"), "a") as file:
    file.write("".join(f"{child.pid}\\n" for child in children))
NODE_CLASS_MAPPINGS = {}
`;
const familyFile = (world: World) => join(world.comfyui.customNodesDir, 'family', 'family.txt');

async function readFamily(world: World): Promise<number[]> {
  return (await readFile(familyFile(world), 'utf8')).trim().split('\n').map(Number);
}

async function expectGone(pids: readonly number[]): Promise<void> {
  const living = async () => (await Promise.all(pids.map(isAlive))).filter(Boolean).length;
  await expect.poll(living).toBe(0);
}

/** Open files of the app's main process; only Linux tells. */
function countOpenFiles(): number {
  return process.platform === 'linux' ? readdirSync(`/proc/${launched.app.process().pid}/fd`).length : 0;
}

test.beforeAll(async ({ world }) => {
  await world.git.createRepo('stranger', 'Turncoat', [
    { message: 'first', date: '2025-10-01T00:00:00Z', files: { '__init__.py': good } },
    { message: 'second', date: '2025-11-01T00:00:00Z', files: { '__init__.py': fatal } },
  ]);
  await world.comfyui.placeClone('stranger', 'Turncoat', { behind: 1 });
  await world.comfyui.placeFiles({ 'family/__init__.py': familyPack });
  await writeConfig(world, ['security_level = normal-']);
  launched = await launchApp({ world, settings });
});
test.afterAll(() => launched.close());
test.afterEach(async () => {
  // The port of an app that has ended may be that of another worker's by now, whose ComfyUI must not be stopped.
  if (!hasEnded) await stopComfy(launched.api).catch(() => undefined);
});
test.beforeEach(async ({ world }) => {
  await rm(familyFile(world), { force: true });
});

test('restarts in a row keep the port, and leave no process and no open file behind', async ({ world }) => {
  const restarts = isNightly ? 20 : 7;
  test.setTimeout(900_000);
  const { api } = launched;
  const first = await startComfy(api);
  const { port } = first;
  expect(port).toBeGreaterThan(0);
  expect((await fetch(`http://127.0.0.1:${port}/system_stats`)).ok).toBe(true);
  const seen = [first.pid];
  const openFiles: number[] = [];
  for (let round = 0; round < restarts; round += 1) {
    const status = await rebootComfy(api);
    expect(status.port).toBe(port);
    seen.push(status.pid);
    openFiles.push(countOpenFiles());
  }
  expect(new Set(seen).size).toBe(restarts + 1);
  // The first rounds may still open what stays open for good; what is open for a moment only is closed again.
  await expect.poll(countOpenFiles).toBeLessThanOrEqual((openFiles[4] ?? 0) + 2);
  const family = await readFamily(world);
  expect(family).toHaveLength(2 * (restarts + 1));
  await expectGone([...seen.slice(0, -1), ...family.slice(0, -2)]);
  expect(await Promise.all(family.slice(-2).map(isAlive))).toEqual([true, true]);
  await stopComfy(api);
  await expectGone([...seen, ...family]);
});

test('a ComfyUI that is killed has crashed, and nothing it started is left', async ({ world }) => {
  const { api } = launched;
  const { pid, port } = await startComfy(api);
  const family = await readFamily(world);
  process.kill(pid, 'SIGKILL');
  const { exit, crash } = await waitForState(api, 'crashed');
  expect(exit).toMatchObject({ signal: 'SIGKILL' });
  expect(crash?.lastLines.join('\n')).toContain('To see the GUI');
  if (process.platform === 'linux') await expectGone(family);
  // It stays crashed until an order: every host has been asked and has answered since, and a start would be seen at once.
  expect((await ask(`${api}/v2/customnode/fetch_updates?mode=remote`)).status).toBeLessThan(400);
  expect(await readStatus(api)).toMatchObject({ state: 'crashed', pid: null });
  const again = await startComfy(api);
  expect(again).toMatchObject({ port, crash: null });
});

test('after an update that breaks it, ComfyUI runs again by the snapshot that was taken before', async ({ world }) => {
  const { api } = launched;
  await startComfy(api);
  const names = await readNames(api);
  const { result, ui_id: uiId } = await runTask(api, { kind: 'update', params: { node_name: 'Turncoat' } });
  expect(result).toBe('success');
  const [taken] = (await readNames(api)).filter((name) => !names.includes(name));
  expect(taken).toMatch(/_autosave$/);
  // What finds nothing to do is no change, and needs no snapshot of its own.
  const nothing = await runTask(api, { kind: 'update', params: { node_name: 'Turncoat' } });
  expect(nothing.outcome.message).toMatch(/^Already/);

  expect((await ask(`${api}/v2/manager/reboot`, {})).status).toBe(200);
  const { crash } = await waitForState(api, 'crashed');
  expect(crash).toMatchObject({
    change: { ui_id: uiId, kind: 'update', target: 'Turncoat', snapshot: taken },
    isChangeSuspected: true,
    memory: null,
    suspects: expect.arrayContaining(['Turncoat']),
  });
  expect(crash?.lastLines.join('\n')).toContain('the turncoat has no licence');

  expect((await restore(api, taken ?? '')).result).toBe('success');
  expect(await readFile(join(world.comfyui.customNodesDir, 'Turncoat', '__init__.py'), 'utf8')).toBe(good);
  expect((await startComfy(api)).crash).toBeNull();
});

test('what was ended from outside accuses no change, and is started again', async () => {
  const { api, page } = launched;
  await startComfy(api);
  await stopComfy(api);
  const { ui_id: uiId } = await runTask(api, { kind: 'install', params: installParams('tidy-latents') });
  const { pid } = await startComfy(api);
  process.kill(pid, 'SIGKILL');
  const { crash, notice } = await waitForState(api, 'crashed');
  expect(notice).toMatch(/^ComfyUI was ended by the system or from outside \(SIGKILL\), often because memory ran out/);
  // It was the first start after the change, and had served.
  expect(crash).toMatchObject({ change: { ui_id: uiId }, isChangeSuspected: false, suspects: [] });
  expect(crash?.memory?.totalBytes).toBeGreaterThan(0);
  if (process.platform === 'linux') expect(crash?.memory?.hasRunOut).toBe(false);

  await showTab(page, 'overview');
  const card = page.getByTestId('comfy-crash');
  await expect(card).toContainText('ended by the system or from outside');
  await expect(card).toContainText('was free');
  await expect(card).toContainText('nothing points to it');
  await expect(card.getByTestId('comfy-bisect')).toBeVisible();
  await card.getByTestId('comfy-again').click();
  await waitForState(api, 'running');
  await stopComfy(api);
  expect((await runTask(api, { kind: 'uninstall', params: { node_name: 'tidy-latents' } })).result).toBe('success');
});

test('with a pack that ends it, ComfyUI starts bare, and without that pack', async ({ world }) => {
  const { api } = launched;
  await world.comfyui.placeFiles({ 'fatal-pack/__init__.py': fatal });
  const orders = `${api}/v2/comfyui_manager`;
  expect((await ask(`${orders}/start`, {})).status).toBe(200);
  expect((await waitForState(api, 'crashed')).crash?.suspects).toContain('fatal-pack');

  const bare = await ask(`${orders}/start`, { mode: 'bare' });
  expect(bare.status, bare.text).toBe(200);
  const status = await waitForState(api, 'running');
  expect(status.mode).toBe('bare');
  expect(status.imports).toEqual([]);
  const { system } = await getJson<{ system: { argv: string[] } }>(`http://127.0.0.1:${status.port}/system_stats`);
  expect(system.argv).toContain('--disable-all-custom-nodes');

  const disabled = await runTask(api, { kind: 'disable', params: { node_name: 'fatal-pack' } });
  expect(disabled.result).toBe('success');
  const normal = await rebootComfy(api);
  expect(normal.notice).toBeNull();
  expect(normal.imports.map(({ path }) => path)).toContain(join(world.comfyui.customNodesDir, 'family'));
});

test('where torch can use no graphics card, one press starts ComfyUI with --cpu', async ({ world }) => {
  const { api, page } = launched;
  const missing = join(world.comfyui.path, 'no-graphics-card');
  await writeFile(missing, '');
  try {
    expect((await ask(`${api}/v2/comfyui_manager/start`, {})).status).toBe(200);
    const { notice, crash } = await waitForState(api, 'crashed');
    expect(notice).toContain('cannot use a graphics card (Torch not compiled with CUDA enabled)');
    expect(crash?.argument).toBe('--cpu');
    await showTab(page, 'overview');
    const card = page.getByTestId('comfy-crash');
    await expect(card).toContainText('computes on the processor');
    await card.getByTestId('comfy-argument').click();
    const { port } = await waitForState(api, 'running');
    const { system } = await getJson<{ system: { argv: string[] } }>(`http://127.0.0.1:${port}/system_stats`);
    expect(system.argv).toContain('--cpu');
  } finally {
    await rm(missing);
  }
});

// The last two tests: they end the app.
test('quitting the app ends ComfyUI and everything it started', async ({ world }) => {
  const { pid } = await startComfy(launched.api);
  const family = await readFamily(world);
  await launched.close();
  hasEnded = true;
  await expectGone([pid, ...family]);
});

test('nothing that an app was killed beside outlives its next start', async ({ world }) => {
  launched = await launchApp({ world, settings });
  hasEnded = false;
  const { pid } = await startComfy(launched.api);
  const family = await readFamily(world);
  const killed = launched;
  const gone = once(killed.app.process(), 'exit');
  killed.app.process().kill('SIGKILL');
  await gone;
  await killed.close();
  // Linux ends ComfyUI with its app; what that had started is left.
  if (process.platform === 'linux') await expectGone([pid]);
  expect(await Promise.all(family.map(isAlive))).toEqual([true, true]);
  launched = await launchApp({ world, settings });
  await expectGone([pid, ...family]);
  expect((await startComfy(launched.api)).pid).not.toBe(pid);
});
