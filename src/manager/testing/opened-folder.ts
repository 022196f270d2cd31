import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Manager } from '../manager';
import { openCoreOffline } from './core-offline';

export const person = { caller: 'person' } as const;

/** For tests only: a folder of ComfyUI with two packs, opened by cores of profiles that a test names; each test has its own. */
export function openedFolder() {
  let root = '';
  const opened: Manager[] = [];
  const at = (...names: string[]) => join(root, ...names);
  const ours = (...names: string[]) => at('ComfyUI', 'user', '__manager', 'desktop', ...names);
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'opened földer-'));
    for (const name of ['one', 'two']) {
      await mkdir(at('ComfyUI', 'custom_nodes', name), { recursive: true });
      await writeFile(at('ComfyUI', 'custom_nodes', name, '__init__.py'), '');
    }
    await mkdir(ours(), { recursive: true });
  });
  afterEach(async () => {
    for (const manager of opened.splice(0)) await manager.close();
    await rm(root, { recursive: true, force: true });
  });
  return {
    at,
    /** Below the folder of the app. */
    ours,
    async open({ folder = 'ComfyUI', profile = 'profile', isFamiliar = false } = {}): Promise<Manager> {
      const manager = await openCoreOffline(at(folder), {}, { profileDir: at(profile), isFamiliar });
      opened.push(manager);
      return manager;
    },
    close: async (): Promise<void> => opened.pop()?.close(),
    isEnabled: async (name: string, folder = 'ComfyUI') => (await readdir(at(folder, 'custom_nodes'))).includes(name),
  };
}
