import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rememberDoor } from '../launch';
import { registryPack } from '../world/pack-seed';
import { sitePackagesOf } from '../world/python-env';
import { unpackWheel } from '../world/wheel';
import { createWorld, type World } from '../world/world';
import { brokenWheels, notes, torturePacks, weights, wideWheels, type TorturePack } from './torture-packs';

/** A world and the state that each run begins with: a run can be repeated alone, whatever ran before it. */
export interface Scene {
  world: World;
  packs: readonly TorturePack[];
  /** A model that a person has, by its path. */
  model: string;
  sitePackages: string;
  /** The installation with which every run begins. */
  template: string;
  /** Puts the installation back to where every run begins, and gives a fresh folder for the app's own state. */
  reset(): Promise<string>;
  /** Keeps what a run left, for whoever looks for the reason; gives the folder. */
  keep(name: string): Promise<string>;
  stop(): Promise<void>;
}

async function furnish(world: World, sitePackages: string): Promise<void> {
  for (const wheel of [...wideWheels, ...brokenWheels]) await world.index.publish(wheel);
  for (const pack of torturePacks) {
    world.registry.publish(registryPack(pack.seed));
    if (pack.installedAt !== null) await world.comfyui.placeRegistryPack(pack.seed.id, pack.installedAt);
  }
  await writeFile(join(world.comfyui.customNodesDir, notes.pack, notes.file), notes.text);
  const model = join(world.comfyui.path, ...weights.path);
  await mkdir(dirname(model), { recursive: true });
  await writeFile(model, weights.text);
  const [oldest] = wideWheels;
  if (oldest !== undefined) await unpackWheel(oldest, sitePackages);
}

/** Builds the world of the torture for one installer. Throws where the machine cannot give that installer. */
export async function createScene(tool: 'uv' | 'pip'): Promise<Scene> {
  const world = await createWorld({ name: `torture-${tool}`, pythonTool: tool, comfyFolderName: 'ComfyUI' });
  const folder = world.comfyui.path;
  const template = join(world.root, 'template');
  const savedDir = join(tmpdir(), 'comfyui-manager-torture');
  let userDataDir = '';
  try {
    if (world.comfyui.pythonTool !== tool) throw new Error(`This machine has no ${tool}: ${world.notes.join(' ')}`);
    const sitePackages = await sitePackagesOf(world.comfyui.venvDir);
    await furnish(world, sitePackages);
    await rename(folder, template);
    return {
      world,
      packs: torturePacks,
      model: join(folder, ...weights.path),
      sitePackages,
      template,
      reset: async () => {
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
        if (userDataDir !== '') await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
        userDataDir = await mkdtemp(join(world.root, 'user-data-'));
        // The person has opened the folder before: what its config.ini allows is theirs.
        await rememberDoor(userDataDir, { world });
        // Links stay as they are written: those of the environment lead to the machine's own Python.
        await cp(template, folder, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
        return userDataDir;
      },
      keep: async (name) => {
        const savedFolder = join(savedDir, name);
        await rm(savedFolder, { recursive: true, force: true });
        await mkdir(savedDir, { recursive: true });
        await cp(folder, join(savedFolder, 'ComfyUI'), {
          recursive: true,
          verbatimSymlinks: true,
          preserveTimestamps: true,
        });
        await cp(userDataDir, join(savedFolder, 'user-data'), { recursive: true, verbatimSymlinks: true });
        return savedFolder;
      },
      stop: world.stop,
    };
  } catch (error) {
    await world.stop();
    throw error;
  }
}
