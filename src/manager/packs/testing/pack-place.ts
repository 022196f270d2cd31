import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createWorld, type World } from '../../../../e2e/world/world';
import { listNames } from '../../../base/files/files';
import { removeInside } from '../../../base/files/move-files';
import { silentLogger } from '../../../base/log';
import { digestOf } from '../../../base/testing/content-digest';
import { AppSettings } from '../../../contract/settings';
import type { Installation } from '../../../contract/installation';
import { InstallParams } from '../../../contract/packs/pack-params';
import { createCatalogue, type LiveCatalogue } from '../../catalogue/catalogue';
import { openConfig, type ConfigFile } from '../../installation/config';
import { createPaths, type Paths } from '../../installation/paths';
import { createModelTrash, type ModelTrash } from '../../models/trash/model-trash';
import { createPython, type Python } from '../../python/python';
import { openChangeRecords, type ChangeRecords } from '../../records/change-records';
import { createPacks, type Packs } from '../packs';

/** For tests only: the packs room on a real world, with real git, registry, zips and Python. */
export interface PackPlace {
  world: World;
  paths: Paths;
  packs: Packs;
  python: Python;
  config: ConfigFile;
  /** What a test changes here counts from now on. */
  settings: AppSettings;
  catalogue: LiveCatalogue;
  records: ChangeRecords;
  installation: Installation;
  modelTrash: ModelTrash;
  /** Folder of a pack. */
  pathOf(...names: string[]): string;
  /** Empties `custom_nodes`, staging, trash and the catalogue's faults. */
  reset(): Promise<void>;
  /** One hash over custom_nodes, staging, trash and journal: names, content, modes, links. */
  fingerprint(): string;
  /** The same over any folder. */
  hashOf(folder: string): string;
  /** What packages need of each other and do not have. */
  findUnmet(): Promise<(string | null)[]>;
  stop(): Promise<void>;
}

function addToHash(hash: ReturnType<typeof createHash>, path: string, name: string): void {
  const stats = lstatSync(path);
  hash.update(`${name}\0${stats.isDirectory() ? 'd' : stats.mode & 0o777}\0`);
  if (stats.isSymbolicLink()) hash.update(readlinkSync(path));
  else if (stats.isDirectory()) {
    for (const child of readdirSync(path).sort()) {
      if (child !== '__pycache__') addToHash(hash, join(path, child), `${name}/${child}`);
    }
  } else hash.update(digestOf(path));
}

/** One hash over a file or folder: names, content, modes, links; but for what Python compiles. */
export function hashOf(path: string): string {
  const hash = createHash('sha256');
  addToHash(hash, path, '');
  return hash.digest('hex');
}

/** The installation of a world. */
export function describeInstallation(world: World): Installation {
  const { path, customNodesDir, userDir, python } = world.comfyui;
  return {
    kind: 'git',
    rootDir: path,
    comfyDir: path,
    baseDir: path,
    customNodesDir,
    userDir,
    interpreter: python,
    version: null,
  };
}

/** Starts a world and opens the room on it. The caller lays `world.env` over its environment. */
export async function openPackPlace(name: string, overrides: Record<string, string> = {}): Promise<PackPlace> {
  const world = await createWorld({ name, pythonTool: 'uv' });
  const settings = AppSettings.parse({ ...world.settings, ...overrides });
  const installation = describeInstallation(world);
  const paths = await createPaths(installation);
  const config = await openConfig(paths);
  await config.set({ security_level: 'weak', allow_git_url_install: true });
  const log = silentLogger;
  const catalogue = await createCatalogue({ settings, config, paths, log, comfyVersion: null });
  const python = createPython({ installation, settings, config: () => config.current(), paths, log });
  const records = await openChangeRecords(paths.changesDir);
  const modelTrash = createModelTrash({ installation, paths, launchArguments: () => ({}) });
  const packs = await createPacks({
    ...{ installation, paths, settings, config, catalogue, python, records, log },
    ...{ moreRoots: modelTrash.roots, moreTrash: modelTrash.folders },
  });
  const journalDir = join(paths.desktopDir, 'journal');
  const reset = async () => {
    for (const folder of [paths.customNodesDir, paths.stagingDir, paths.trashDir, journalDir]) {
      for (const name of await listNames(folder)) await removeInside(folder, name);
    }
    await removeInside(paths.desktopDir, basename(paths.originsFile));
    await removeInside(paths.desktopDir, basename(paths.holdsFile));
    await removeInside(paths.desktopDir, basename(paths.packUpdatesFile));
    await config.set({ security_level: 'weak', allow_git_url_install: true, allow_flagged_nodepack_install: false });
    await records.forget(records.list().map(({ id }) => id));
    world.registry.zipFaults.clear();
    world.registry.apiFaults.clear();
    world.git.clearFaults();
  };
  const fingerprint = () => {
    const hash = createHash('sha256');
    for (const folder of [paths.customNodesDir, paths.stagingDir, paths.trashDir, journalDir])
      addToHash(hash, folder, '');
    return hash.digest('hex');
  };
  const pathOf = (...names: string[]) => join(paths.customNodesDir, ...names);
  const findUnmet = async () => {
    const { findings } = await python.reports.examine(() => Promise.resolve({ torch: null, card: null }));
    return findings.flatMap(({ kind, needs }) => (kind === 'unmet' ? [needs] : []));
  };
  return {
    world,
    paths,
    packs,
    python,
    config,
    settings,
    catalogue,
    records,
    installation,
    modelTrash,
    pathOf,
    reset,
    fingerprint,
    hashOf,
    findUnmet,
    stop: () => world.stop(),
  };
}

/** Install parameters as a web UI sends them. */
export function installOf(id: string, version = 'latest', more: Partial<InstallParams> = {}): InstallParams {
  return InstallParams.parse({ id, version, selected_version: version, mode: 'cache', channel: 'default', ...more });
}
