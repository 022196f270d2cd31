import { execFileSync } from 'node:child_process';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { addTask, getJson, installParams, startQueue } from '../api';
import type { Served } from '../launch-served';
import type { World } from '../world/world';
import { send } from './client';

/** What stands where a folder or file should be; a `loop` is a link to itself, which no program can open. */
type Obstacle = 'file' | 'folder' | 'loop' | 'nothing';

/** The running app and its world, and what it takes to bring them into the state a status is answered in. */
export interface Scene {
  api: string;
  world: World;
  /** A task runs until the answer is called. */
  occupyQueue(): Promise<() => Promise<void>>;
  /** Something else stands where a folder or file should be, until the answer is called. */
  replace(path: string, by: Obstacle): Promise<() => Promise<void>>;
  /** The list of packs cannot be read until the answer is called. */
  breakPackList(): Promise<() => Promise<void>>;
  /** Nothing can be written by the app until the answer is called. */
  forbidWriting(): () => void;
  /** Saves a snapshot and gives its name. */
  saveSnapshot(): Promise<string>;
  /** Starts ComfyUI and waits until it answers. */
  startComfyUI(): Promise<void>;
  /** Drops what waits. */
  reset(): Promise<void>;
  /** Waits until nothing runs any more. */
  settle(): Promise<void>;
}

async function waitUntil(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  await expect.poll(isTrue, { message: what, intervals: [50] }).toBe(true);
}

interface QueueCounts {
  in_progress_count: number;
  is_processing: boolean;
}

async function occupyQueue(api: string, world: World): Promise<() => Promise<void>> {
  world.registry.zipFaults.set('tidy-latents', { kind: 'stall', afterBytes: 100 });
  const uiId = await addTask(api, { kind: 'install', params: installParams('tidy-latents') });
  await startQueue(api);
  const status = () => getJson<QueueCounts>(`${api}/v2/manager/queue/status`);
  await waitUntil('a task runs', async () => (await status()).in_progress_count === 1);
  return async () => {
    await send(api, { method: 'POST', path: '/v2/manager/queue/cancel', body: { ui_id: uiId } });
    world.registry.zipFaults.clear('tidy-latents');
    await waitUntil('the queue is idle', async () => !(await status()).is_processing);
  };
}

async function replace(path: string, by: Obstacle): Promise<() => Promise<void>> {
  const movedPath = `${path}.aside`;
  await rename(path, movedPath).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
  if (by === 'file') await writeFile(path, 'in the way');
  if (by === 'folder') await mkdir(path);
  if (by === 'loop') await symlink(path, path);
  return async () => {
    await rm(path, { recursive: true, force: true });
    await rename(movedPath, path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    });
  };
}

async function breakPackList(api: string, world: World): Promise<() => Promise<void>> {
  const isBroken = async () => (await send(api, { method: 'GET', path: '/v2/customnode/installed' })).status === 500;
  const putBack = await replace(join(world.comfyui.path, 'user', '__manager', 'desktop'), 'loop');
  // What is known stays good until the app looks again.
  await waitUntil('the packs cannot be listed', isBroken);
  return async () => {
    await putBack();
    await waitUntil('the packs can be listed', async () => !(await isBroken()));
  };
}

/** The system's own limit on file sizes: every write fails, as on a broken disk. */
function forbidWriting({ pid }: Served): () => void {
  const limit = (bytes: string) => execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
  limit('0');
  return () => {
    limit('unlimited');
  };
}

/** Makes the scene for a running app. */
export function createScene(served: Served, world: World): Scene {
  const { api } = served;
  return {
    api,
    world,
    occupyQueue: () => occupyQueue(api, world),
    replace: (path, by) => replace(join(world.comfyui.path, path), by),
    breakPackList: () => breakPackList(api, world),
    forbidWriting: () => forbidWriting(served),
    saveSnapshot: async () => {
      await send(api, { method: 'POST', path: '/v2/snapshot/save' });
      const { items } = await getJson<{ items: string[] }>(`${api}/v2/snapshot/getlist`);
      const [newest] = items;
      if (newest === undefined) throw new Error('No snapshot was saved.');
      return newest;
    },
    startComfyUI: async () => {
      await send(api, { method: 'POST', path: '/v2/comfyui_manager/start' });
      const read = () => getJson<{ state: string }>(`${api}/v2/comfyui_manager/status`);
      await waitUntil('ComfyUI runs', async () => (await read()).state === 'running');
    },
    reset: async () => {
      await send(api, { method: 'POST', path: '/v2/manager/queue/reset' });
    },
    settle: () =>
      waitUntil(
        'the queue is idle',
        async () => !(await getJson<QueueCounts>(`${api}/v2/manager/queue/status`)).is_processing,
      ),
  };
}
