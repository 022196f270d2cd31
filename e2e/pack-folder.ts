import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeConfig } from './api';
import type { World } from './world/world';

/** Lines of config.ini under which packs may come from anywhere. */
export const anySource = ['security_level = normal', 'allow_git_url_install = True'];

/** An app may still be clearing away in there. */
const again = { recursive: true, force: true, maxRetries: 5 };

/** A world as if nobody had used it: no packs, no snapshots, no queue, no holds. For before the app starts. */
export async function clearPacks(world: World): Promise<void> {
  const { customNodesDir, userDir } = world.comfyui;
  for (const name of await readdir(customNodesDir)) await rm(join(customNodesDir, name), again);
  for (const name of ['desktop', 'snapshots']) await rm(join(userDir, '__manager', name), again);
  await writeConfig(world, anySource);
}

/** The version that a pack says it has; undefined where it is not there, as in the moment in which another version takes its place. */
export async function packVersion(world: World, folder: string): Promise<string | undefined> {
  const text = await readFile(join(world.comfyui.customNodesDir, folder, 'pyproject.toml'), 'utf8').catch(() => '');
  return /^version = "(.*)"$/m.exec(text)?.[1];
}
