import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { listPackages, sitePackagesOf } from './world/python-env';
import { unpackWheel } from './world/wheel';
import type { World } from './world/world';

/** Puts the package tinydep at this version, or none, whatever an earlier test left. */
export async function putTinydep(world: World, version: string | null): Promise<void> {
  const site = await sitePackagesOf(world.comfyui.venvDir);
  for (const name of await readdir(site)) if (/^tinydep/.test(name)) await rm(join(site, name), { recursive: true });
  if (version !== null) await unpackWheel({ name: 'tinydep', version }, site);
}

/** What is installed of it: `tinydep-2.0`, or nothing. */
export async function listTinydep(world: World): Promise<string[]> {
  return (await listPackages(world.comfyui.venvDir)).filter((name) => name.startsWith('tinydep'));
}
