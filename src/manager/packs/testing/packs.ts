import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { git } from '../../../../e2e/world/git-repos';
import { watchFolder as watchBySystem, type WatchFolder } from '../../../base/files/folder-watch';
import { silentLogger } from '../../../base/log';
import { LiveInventory, type InventoryOptions } from '../inventory/live-inventory';
import { createOrigins, type Origins } from '../inventory/origins';

/** For tests only: a folder of packs that other programs change, and inventories of it. */
export interface TestPacks {
  /** Path below `custom_nodes`. */
  path(...names: string[]): string;
  origins: Origins;
  open(options?: Partial<InventoryOptions>): LiveInventory;
  place(files: Record<string, string>): Promise<void>;
  placeRegistryPack(folder: string, id: string, version: string): Promise<void>;
  /** A clone with two commits on `main`. */
  placeClone(name: string): Promise<void>;
  headOf(name: string): Promise<string>;
  commit(name: string, message: string): Promise<string>;
  close(): Promise<void>;
}

/** The text of a `pyproject.toml`. */
export function projectText(id: string, version: string): string {
  return `[project]\nname = "${id}"\nversion = "${version}"\n`;
}

/** Makes an empty `custom_nodes`. */
export async function openTestPacks(): Promise<TestPacks> {
  const root = await mkdtemp(join(tmpdir(), 'live ïnventory 木-'));
  const path = (...names: string[]) => join(root, 'custom_nodes', ...names);
  await mkdir(path('.disabled'), { recursive: true });
  const originsFile = join(root, 'disabled-origins.json');
  const origins = createOrigins(originsFile);
  const inventories: LiveInventory[] = [];
  const place = async (files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(path(name)), { recursive: true });
      await writeFile(path(name), text);
    }
  };
  const author = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid'];
  const commit = (name: string, message: string) =>
    git([...author, 'commit', '-q', '--allow-empty', '-m', message], { cwd: path(name) });
  return {
    path,
    origins,
    open: (options = {}) => {
      const places = { customNodesDir: path(), disabledDir: path('.disabled'), originsFile };
      const inventory = new LiveInventory({
        ...places,
        origins,
        registryIdOf: () => null,
        log: silentLogger,
        ...options,
      });
      inventories.push(inventory);
      return inventory;
    },
    place,
    placeRegistryPack: (folder, id, version) =>
      place({ [`${folder}/pyproject.toml`]: projectText(id, version), [`${folder}/.tracking`]: 'pyproject.toml' }),
    placeClone: async (name) => {
      await mkdir(path(name), { recursive: true });
      await git(['init', '-q', '-b', 'main'], { cwd: path(name) });
      await git(['remote', 'add', 'origin', `https://github.com/owner/${name}`], { cwd: path(name) });
      await commit(name, 'first');
      await commit(name, 'second');
    },
    headOf: (name) => git(['rev-parse', 'HEAD'], { cwd: path(name) }),
    commit,
    close: async () => {
      for (const inventory of inventories) await inventory.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** The map of `customnode/installed`. */
export async function installed(inventory: LiveInventory): Promise<Record<string, unknown>> {
  return (await inventory.read()).installed;
}

/** Waits until a change is seen at all; the second it may take is measured on the running app, in `e2e/freshness.spec.ts`. */
export async function expectShown(inventory: LiveInventory, expected: Record<string, unknown>): Promise<void> {
  await expect.poll(() => installed(inventory), { interval: 20 }).toEqual(expected);
}

/** An entry of that version. */
export function version(ver: string): unknown {
  return expect.objectContaining({ ver });
}

/** Waits until no file counts as changed just now: those are read again, whatever their times say. */
export async function letAge(): Promise<void> {
  await new Promise((done) => setTimeout(done, 2200));
}

/** The system's watches, but only so many at a time: a machine whose limit is reached. */
export function watchesLimitedTo(count: number): WatchFolder & { given: () => number } {
  let given = 0;
  const watch: WatchFolder = (folder, listener) => {
    const watching = given < count ? watchBySystem(folder, listener) : null;
    if (watching === null) return null;
    given += 1;
    return {
      close() {
        given -= 1;
        watching.close();
      },
    };
  };
  return Object.assign(watch, { given: () => given });
}
