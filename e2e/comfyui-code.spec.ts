import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './app';
import {
  ask,
  getJson,
  readInstalled,
  runTask,
  startQueue,
  waitUntilIdle,
  waitForTask,
  writeConfig,
  type FinishedTask,
} from './api';
import { needsStandIn } from './stand-in';
import { unresolvableRelease } from './world/comfy-source';
import { git } from './world/git-repos';
import type { World } from './world/world';

test.skip(...needsStandIn('expects the releases that the world publishes'));
test.use({ worldOptions: { name: 'comfyui-code', pythonTool: 'uv' } });

const head = (world: World) => git(['rev-parse', 'HEAD'], { cwd: world.comfyui.path });
const hashOf = (world: World, ref: string) => world.git.hashOf('comfyanonymous', 'ComfyUI', ref);

interface Versions {
  versions: string[];
  current: string;
}

const readVersions = (api: string) => getJson<Versions>(`${api}/v2/comfyui_manager/comfyui_versions`);

async function readPips(api: string): Promise<string[]> {
  return Object.keys((await getJson<{ pips: Record<string, string> }>(`${api}/v2/snapshot/get_current`)).pips).sort();
}

/** Switches the way ComfyUI's web UI does. */
async function switchTo(api: string, ver: string): Promise<FinishedTask> {
  const uiId = randomUUID();
  const address = `${api}/v2/comfyui_manager/comfyui_switch_version`;
  const answer = await ask(address, { ver, client_id: 'spec', ui_id: uiId });
  expect(answer.status, answer.text).toBe(200);
  await startQueue(api);
  return waitForTask(api, uiId);
}

/** Updates by what the policy, or the query, says. */
async function update(api: string, query = ''): Promise<FinishedTask> {
  const uiId = randomUUID();
  const answer = await ask(`${api}/v2/manager/queue/update_comfyui?client_id=spec&ui_id=${uiId}${query}`);
  expect(answer.status, answer.text).toBe(200);
  await startQueue(api);
  return waitForTask(api, uiId);
}

test.beforeEach(({ world }) => writeConfig(world, ['security_level = normal-']));

test('the versions are nightly, then the newest releases; the current one is named', async ({ host: { api } }) => {
  expect(await readVersions(api)).toEqual({
    versions: ['nightly', 'v0.3.62', 'v0.3.61', 'v0.3.60'],
    current: 'v0.3.61',
  });
});

test('a switch goes to a tag, a commit and nightly, with the requirements of each', async ({
  world,
  host: { api },
}) => {
  const switches = [
    { ver: 'v0.3.62', ref: 'v0.3.62', current: 'v0.3.62', frontend: '1.24.4' },
    { ver: await hashOf(world, 'v0.3.60'), ref: 'v0.3.60', current: 'v0.3.60', frontend: '1.23.4' },
    { ver: 'nightly', ref: 'master', current: 'nightly', frontend: '1.24.4' },
    { ver: 'v0.3.61', ref: 'v0.3.61', current: 'v0.3.61', frontend: '1.23.4' },
  ];
  for (const { ver, ref, current, frontend } of switches) {
    const task = await switchTo(api, ver);
    expect(task.result, `${ver}: ${task.result}`).toBe('success');
    expect(await head(world)).toBe(await hashOf(world, ref));
    expect((await readVersions(api)).current).toBe(current);
    expect(await readPips(api)).toContain(`comfyui-frontend-package==${frontend}`);
  }
  const unknown = await switchTo(api, 'v9.9.9');
  expect(unknown.outcome).toMatchObject({ status: 'failed', error: { code: 'version-not-found' } });
  expect(unknown.result).toContain('v9.9.9');
  expect(await head(world)).toBe(await hashOf(world, 'v0.3.61'));
});

test('at the default level a switch is refused, with what would allow it', async ({ world, host: { api } }) => {
  await writeConfig(world, ['security_level = normal']);
  const body = { ver: 'v0.3.62', client_id: 'spec', ui_id: 'refused' };
  const answer = await ask(`${api}/v2/comfyui_manager/comfyui_switch_version`, body);
  expect(answer.status).toBe(403);
  expect(answer.body).toMatchObject({ code: 'policy-denied', risk: 'high+', level: 'normal' });
  // The queue is no way around it.
  const before = await head(world);
  const task = await runTask(api, { kind: 'update-comfyui', params: { target_version: 'v0.3.62' } });
  expect(task.outcome).toMatchObject({ status: 'failed', error: { code: 'policy-denied' } });
  expect(task.result).toContain('security_level = normal-');
  expect(await head(world)).toBe(before);
});

test('local changes are kept aside by name and stay findable', async ({ world, host: { api } }) => {
  const { path } = world.comfyui;
  expect((await switchTo(api, 'v0.3.61')).result).toBe('success');
  await appendFile(join(path, 'comfyui_version.py'), '# a line of mine\n');
  await writeFile(join(path, 'my notes.txt'), 'never lost\n');
  const task = await switchTo(api, 'v0.3.62');
  expect(task.result, task.result).toBe('success');
  expect(await head(world)).toBe(await hashOf(world, 'v0.3.62'));
  expect(await readFile(join(path, 'comfyui_version.py'), 'utf8')).not.toContain('a line of mine');
  expect(await readFile(join(path, 'my notes.txt'), 'utf8')).toBe('never lost\n');
  // The change is in git under a name of its own, and the task says so.
  const refs = (await git(['for-each-ref', '--format=%(objectname)'], { cwd: path })).split('\n');
  const found = await Promise.all(
    refs.map((ref) => git(['grep', '-l', 'a line of mine', ref], { cwd: path }).catch(() => '')),
  );
  expect(found.filter((text) => text.includes('comfyui_version.py'))).not.toEqual([]);
  expect(task.outcome.message).toMatch(/local changes|your changes/i);
});

test('an update follows the policy, unless the request says which', async ({ world, host: { api } }) => {
  const policy = `${api}/v2/manager/policy/update`;
  expect((await switchTo(api, 'v0.3.60')).result).toBe('success');

  expect((await ask(policy, { value: 'stable' })).status).toBe(200);
  expect((await update(api)).result).toBe('success');
  expect(await head(world)).toBe(await hashOf(world, 'v0.3.62'));
  const again = await update(api);
  expect(again.outcome).toMatchObject({ status: 'done', message: expect.stringContaining('v0.3.62') });

  for (const value of ['nightly', 'nightly-comfyui']) {
    expect((await switchTo(api, 'v0.3.61')).result).toBe('success');
    expect((await ask(policy, { value })).status).toBe(200);
    expect((await update(api)).result).toBe('success');
    expect(await head(world)).toBe(await hashOf(world, 'master'));
    expect((await readVersions(api)).current).toBe('nightly');
  }
  const stable = await update(api, '&stable=true');
  expect(stable.result).toBe('success');
  expect(await head(world)).toBe(await hashOf(world, 'v0.3.62'));
  // Web UIs call it is_stable.
  expect((await update(api, '&is_stable=false')).result).toBe('success');
  expect(await head(world)).toBe(await hashOf(world, 'master'));
});

/** One pack of every kind that an update of all has to look at, or to leave alone. */
async function placePacks(world: World): Promise<void> {
  const { comfyui } = world;
  await comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
  await comfyui.placeClone('adaquill', 'Prompt-Garden', { cnrId: 'prompt-garden', behind: 1 });
  await comfyui.placeClone('adaquill', 'ComfyUI-Paper-Lantern', { behind: 1 });
  await comfyui.placeRegistryPack('sampler-kit-demo', '1.0.0', { disabled: true });
  await comfyui.placeFiles({ 'a plain folder/__init__.py': 'NODE_CLASS_MAPPINGS = {}\n' });
}

const updated = {
  'Demo-Upscaler': { ver: '1.2.0' },
  'sampler-kit-demo': { ver: '1.0.0', enabled: false },
};
const childNames = ['ComfyUI-Paper-Lantern', 'Demo-Upscaler', 'prompt-garden'];

async function expectUpdated(world: World, api: string): Promise<void> {
  expect(await readInstalled(api)).toMatchObject({
    ...updated,
    'prompt-garden': { ver: await world.git.hashOf('adaquill', 'Prompt-Garden') },
    'ComfyUI-Paper-Lantern': { ver: await world.git.hashOf('adaquill', 'ComfyUI-Paper-Lantern') },
  });
}

async function clearPacks(world: World): Promise<void> {
  const { customNodesDir } = world.comfyui;
  await git(['clean', '-ffdxq', '--', customNodesDir], { cwd: world.comfyui.path });
  await mkdir(customNodesDir, { recursive: true });
}

test('update_all queues one task per registry and git pack, and each of them ends', async ({
  world,
  host: { api },
}) => {
  await clearPacks(world);
  await placePacks(world);
  await waitUntilIdle(api);
  const address = `${api}/v2/manager/queue/update_all?client_id=spec&ui_id=all&mode=cache`;
  const answer = await ask(address);
  expect(answer.status, answer.text).toBe(200);
  const status = await getJson<{ pending_count: number }>(`${api}/v2/manager/queue/status?client_id=spec`);
  expect(status.pending_count).toBe(childNames.length);
  await startQueue(api);
  for (const name of childNames) {
    const child = await waitForTask(api, `all_${name}`);
    expect(child.result, `${name}: ${child.result}`).toBe('success');
    expect(child.kind).toBe('update');
  }
  await expectUpdated(world, api);

  expect((await ask(`${api}/v2/manager/queue/update_all?client_id=spec`)).status).toBe(400);
  expect((await ask(`${address}&mode=never`)).status).toBe(400);
  await writeConfig(world, ['security_level = strong']);
  const denied = await ask(address);
  expect(denied.status).toBe(403);
  expect(denied.body).toMatchObject({ code: 'policy-denied', operation: 'update-all' });
});

test('kind update-all through the queue does the same and counts its children', async ({ world, host: { api } }) => {
  await clearPacks(world);
  await placePacks(world);
  const task = await runTask(api, { kind: 'update-all', ui_id: 'every', params: { mode: 'cache' } });
  expect(task.result, task.result).toBe('success');
  expect(task.outcome.message).toMatch(/\b3\b/);
  for (const name of childNames) expect((await waitForTask(api, `every_${name}`)).result).toBe('success');
  await expectUpdated(world, api);
});

// The last test: the release it publishes is offered from then on.
test('a switch whose requirements cannot be had is rolled back as a whole', async ({ world, host: { api } }) => {
  const { path } = world.comfyui;
  expect((await switchTo(api, 'v0.3.61')).result).toBe('success');
  await world.git.commit('comfyanonymous', 'ComfyUI', await unresolvableRelease('0.3.70'));
  await appendFile(join(path, 'README.md'), 'A line of mine.\n');
  const before = { head: await head(world), pips: await readPips(api), diff: await git(['diff'], { cwd: path }) };
  expect(before.diff).toContain('A line of mine.');
  const task = await switchTo(api, 'v0.3.70');
  expect(task.outcome, task.result).toMatchObject({
    status: 'failed',
    error: { code: 'requirements-failed', remedy: expect.stringMatching(/\S/) },
  });
  expect(task.result).toContain('nowhere-dep');
  const after = { head: await head(world), pips: await readPips(api), diff: await git(['diff'], { cwd: path }) };
  expect(after).toEqual(before);
  // It is the newest release now, so a stable update meets the same end.
  expect((await update(api, '&stable=true')).outcome).toMatchObject({ status: 'failed' });
  expect(await head(world)).toBe(before.head);
  await git(['checkout', '--quiet', 'README.md'], { cwd: path });
});
