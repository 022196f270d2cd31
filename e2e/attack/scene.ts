import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { addTask, ask, getJson, runTask, writeConfig } from '../api';
import { readStatus, startComfy, stopComfy, waitForState } from '../comfy-calls';
import { firstTag } from '../world/comfy-source';
import { git } from '../world/git-repos';
import type { World } from '../world/world';
import { takePicture, type Picture } from './picture';

/** What ComfyUI does: `on-trial`, one start of a search for a pack waits for its word. */
export type ComfyScene = 'running' | 'stopped' | 'on-trial';

/** An installation in which every changing row has something to change. */
export interface Scene {
  world: World;
  api: string;
  /** A task that waits for the queue to be started. */
  waitingTask: string;
  /** A finished task whose change can be taken back. */
  finishedTask: string;
  /** A snapshot that can be restored or removed. */
  snapshot: string;
  /** A package whose code leaves a file among the packs when it is built; nobody has built it yet. */
  sourcePackage: string;
  /** The number of the start that is on trial, where one is. */
  trial: number;
  /** The installation as it was arranged. */
  picture: Picture;
}

const waitingTask = 'waiting-task';
const oldVersion = '1.0.0';

interface QueueCounts {
  is_processing: boolean;
  total_count: number;
  pending_count: number;
}

/**
 * Brings the installation into the same state again, whatever was done to it: an old pack, one snapshot, one waiting task, ComfyUI at its first
 * commit, running or not. Every level of security would let the attack through: only the door can keep it out.
 */
export async function arrangeScene({ world, api }: { world: World; api: string }, comfyui: ComfyScene): Promise<Scene> {
  await settleQueue(api);
  const policy = ['security_level = weak', 'allow_pip_install = True'];
  await writeConfig(world, [...policy, 'update_policy = stable-comfyui', 'db_mode = cache']);
  await arrangeFolders(world);
  await endTrial(api);
  await arrangeComfy(api, comfyui === 'on-trial' ? 'stopped' : comfyui);
  await arrangeVariables(api);
  const finishedTask = await arrangeChange(api);
  await settleQueue(api);
  const snapshot = await arrangeSnapshot(world, api);
  await addTask(api, { kind: 'update', params: { node_name: 'tidy-latents' }, ui_id: waitingTask });
  const trial = comfyui === 'on-trial' ? await beginTrial(api) : 0;
  const sourcePackage = await arrangeSource(world);
  const named = { waitingTask, finishedTask, snapshot, sourcePackage, trial };
  return { world, api, ...named, picture: await takePicture(world) };
}

let sources = 0;

/** Another one for each scene: what a tool has built once it knows. */
async function arrangeSource({ index, comfyui }: World): Promise<string> {
  const name = `attack-source-${(sources += 1)}`;
  await index.publishSource({ name, version: '1.0', marker: join(comfyui.customNodesDir, `${name}.txt`) });
  return name;
}

async function settleQueue(api: string): Promise<void> {
  const read = () => getJson<QueueCounts>(`${api}/v2/manager/queue/status`);
  const isIdle = async () => {
    await ask(`${api}/v2/manager/queue/reset`, {});
    const { is_processing: isProcessing, pending_count: pending } = await read();
    return !isProcessing && pending === 0;
  };
  await expect.poll(isIdle, { intervals: [50] }).toBe(true);
}

async function arrangeFolders({ comfyui, git: host }: World): Promise<void> {
  const first = await host.hashOf('comfyanonymous', 'ComfyUI', firstTag('old'));
  const head = await git(['rev-parse', 'HEAD'], { cwd: comfyui.path });
  if (first !== head.trim())
    await git(['checkout', '--quiet', '--force', '-B', 'master', first], { cwd: comfyui.path });
  for (const name of await readdir(comfyui.customNodesDir)) {
    if (!name.startsWith('.')) await rm(join(comfyui.customNodesDir, name), { recursive: true });
  }
  await rm(join(comfyui.customNodesDir, '.disabled'), { recursive: true, force: true });
  await comfyui.placeRegistryPack('tidy-latents', oldVersion);
  await comfyui.placeRegistryPack('prompt-garden', oldVersion);
}

/** One variable is kept. */
async function arrangeVariables(api: string): Promise<void> {
  const variables = `${api}/v2/comfyui_manager/variables`;
  await ask(`${variables}/remove`, { name: 'OMP_NUM_THREADS' });
  expect((await ask(`${variables}/set`, { name: 'MKL_NUM_THREADS', value: '1' })).status).toBe(200);
}

async function endTrial(api: string): Promise<void> {
  expect((await ask(`${api}/v2/comfyui_manager/bisect/cancel`, {})).status).toBe(200);
}

async function beginTrial(api: string): Promise<number> {
  const base = `${api}/v2/comfyui_manager/bisect`;
  expect((await ask(`${base}/begin`, { question: 'web-ui' })).status).toBe(200);
  const read = () => getJson<{ phase: string; start: number }>(base);
  await expect.poll(async () => (await read()).phase, { intervals: [50] }).toBe('judging');
  return (await read()).start;
}

async function arrangeComfy(api: string, wanted: 'running' | 'stopped'): Promise<void> {
  const { state } = await readStatus(api);
  if (wanted === 'running') {
    if (state !== 'running') await startComfy(api);
    return;
  }
  if (state !== 'stopped') await stopComfy(api);
  await waitForState(api, 'stopped');
}

/** Lets a pack be disabled that nothing else works on; that can then be taken back. */
async function arrangeChange(api: string): Promise<string> {
  const task = await runTask(api, { kind: 'disable', params: { node_name: 'prompt-garden' } });
  expect(task.result).toBe('success');
  return task.ui_id;
}

async function arrangeSnapshot(world: World, api: string): Promise<string> {
  const folder = join(world.comfyui.userDir, '__manager', 'snapshots');
  await rm(folder, { recursive: true, force: true });
  expect((await ask(`${api}/v2/snapshot/save`, {})).status).toBe(200);
  const [name] = await readdir(folder);
  if (name === undefined) throw new Error('No snapshot was saved.');
  return name.replace(/\.json$/, '');
}
