import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createWorld, type World } from '../../world/world';
import { lastRow, writeLargeCatalogue } from './large-catalogue';
import { startProbed, type Startable } from '../apps/start-run';

const projectDir = resolve(import.meta.dirname, '..', '..', '..');

/** A world with 20,000 packs in its catalogue, and an app that was used on it once before: its last place is Packs. */
export interface LargeWorld {
  world: World;
  /** For whatever else a benchmark needs on disk. */
  workDir: string;
  userDataDir: string;
  /** The next start of the app. */
  ours: Startable;
  stop(): Promise<void>;
}

async function writeState(userDataDir: string, folder: string): Promise<void> {
  await mkdir(userDataDir, { recursive: true });
  const bounds = { x: 0, y: 0, width: 1440, height: 900, isMaximized: false };
  await writeFile(join(userDataDir, 'state.json'), JSON.stringify({ version: 1, lastFolder: folder, bounds }));
}

/** The run before: it fetches the catalogue, goes to the packs, and leaves what a later start finds. */
async function useOnce(ours: Startable): Promise<void> {
  const started = await startProbed({ ...ours, goesToPacks: true });
  try {
    await started.reached('searchable');
    // What is written after that is small, and is written at once.
    await new Promise((done) => setTimeout(done, 3000));
  } finally {
    await started.close();
  }
}

/** Builds the world; what was started is stopped again when a step fails. */
export async function createLargeWorld(name: string): Promise<LargeWorld> {
  const workDir = await mkdtemp(join(tmpdir(), `${name}-`));
  await writeLargeCatalogue(join(workDir, 'catalogue'));
  const world = await createWorld({ name, packs: 'demo', catalogueDir: join(workDir, 'catalogue') });
  const stop = async () => {
    await world.stop();
    await rm(workDir, { recursive: true, force: true });
  };
  try {
    const userDataDir = join(workDir, 'user-data');
    await writeState(userDataDir, world.comfyui.path);
    const settings = Object.entries(world.settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    const args = ['--port', '0', `--user-data-dir=${userDataDir}`, ...settings];
    const ours = { folder: projectDir, args, environment: world.env, word: lastRow.word };
    await useOnce(ours);
    return { world, workDir, userDataDir, ours, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
