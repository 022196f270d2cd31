import { randomUUID } from 'node:crypto';
import { expect, test } from './app';
import {
  ask,
  getJson,
  readInstalled,
  startQueue,
  waitUntilIdle,
  waitForTask,
  writeConfig,
  type FinishedTask,
} from './api';
import { needsStandIn } from './stand-in';
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

test('an update follows the policy, unless the request says which', async ({ world, host: { api } }) => {
  const policy = `${api}/v2/manager/policy/update`;
  expect(await readVersions(api)).toEqual({
    versions: ['nightly', 'v0.3.62', 'v0.3.61', 'v0.3.60'],
    current: 'v0.3.61',
  });
  expect((await switchTo(api, await hashOf(world, 'v0.3.60'))).result).toBe('success');
  expect((await readVersions(api)).current).toBe('v0.3.60');

  expect((await ask(policy, { value: 'stable' })).status).toBe(200);
  expect((await update(api)).result).toBe('success');
  expect(await head(world)).toBe(await hashOf(world, 'v0.3.62'));
  const again = await update(api);
  expect(again.outcome).toMatchObject({ status: 'done', message: expect.stringContaining('v0.3.62') });

  expect((await ask(policy, { value: 'nightly-comfyui' })).status).toBe(200);
  expect((await update(api)).result).toBe('success');
  expect(await head(world)).toBe(await hashOf(world, 'master'));
  expect((await readVersions(api)).current).toBe('nightly');
  expect((await update(api, '&stable=true')).result).toBe('success');
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

const childNames = ['ComfyUI-Paper-Lantern', 'Demo-Upscaler', 'prompt-garden'];

async function expectUpdated(world: World, api: string): Promise<void> {
  expect(await readInstalled(api)).toMatchObject({
    ...{ 'Demo-Upscaler': { ver: '1.2.0' }, 'sampler-kit-demo': { ver: '1.0.0', enabled: false } },
    'prompt-garden': { ver: await world.git.hashOf('adaquill', 'Prompt-Garden') },
    'ComfyUI-Paper-Lantern': { ver: await world.git.hashOf('adaquill', 'ComfyUI-Paper-Lantern') },
  });
}

test('update_all queues one task per registry and git pack, and each of them ends', async ({
  world,
  host: { api },
}) => {
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
