import { join } from 'node:path';
import { createGit } from '../../base/git';
import { ensureFolder } from '../../base/files';
import type { Logger } from '../../base/log';
import type { Installation } from '../../contract/installation';
import type {
  DisableParams,
  EnableParams,
  FixParams,
  InstalledPacks,
  InstallParams,
  LocalPack,
  UninstallParams,
  UpdateParams,
} from '../../contract/packs';
import type { AppSettings } from '../../contract/settings';
import type { TaskOutcome } from '../../contract/tasks';
import type { CatalogueRoom } from '../catalogue/catalogue';
import type { ConfigFile } from '../config';
import type { Paths } from '../paths';
import type { Python } from '../python/python';
import { fixPack } from './fix';
import { installPack } from './install';
import { choosePacks, scanPacks, toInstalledPacks, toLocalPack } from './inventory';
import { createOrigins } from './origins';
import type { PackRoom, PackRun } from './pack-run';
import { createSwap } from './swap';
import { disablePack, enablePack } from './toggle';
import { uninstallPack } from './uninstall';
import { updatePack } from './update';

export type { PackRun } from './pack-run';

/** The packs of one installation: what is on disk, and the six operations on it. Operations throw `AppError`; the worker turns that into `failed`. */
export interface Packs {
  /** One entry per pack: its active copy, else its newest disabled one. */
  list(): Promise<LocalPack[]>;
  /** The same as the map of `customnode/installed`. */
  installed(): Promise<InstalledPacks>;
  install(params: InstallParams, run: PackRun): Promise<TaskOutcome>;
  uninstall(params: UninstallParams, run: PackRun): Promise<TaskOutcome>;
  disable(params: DisableParams, run: PackRun): Promise<TaskOutcome>;
  enable(params: EnableParams, run: PackRun): Promise<TaskOutcome>;
  update(params: UpdateParams, run: PackRun): Promise<TaskOutcome>;
  fix(params: FixParams, run: PackRun): Promise<TaskOutcome>;
  /** At start: finishes or takes back what a crash left. */
  recover(): Promise<void>;
}

export interface PacksOptions {
  installation: Installation;
  paths: Paths;
  settings: AppSettings;
  config: ConfigFile;
  catalogue: CatalogueRoom;
  python: Python;
  log: Logger;
}

async function createRoom(options: PacksOptions): Promise<PackRoom> {
  const { paths, settings, config, catalogue, log } = options;
  const journalDir = join(paths.desktopDir, 'journal');
  await ensureFolder(journalDir);
  const origins = createOrigins(paths.originsFile);
  const git = createGit({
    executable: () => config.current().git_exe || 'git',
    githubBase: settings['hosts.github'],
    proxy: settings['network.proxy'],
    stallMs: settings['downloads.stallSeconds'] * 1000,
  });
  const swap = createSwap({
    journalDir,
    packsDir: paths.customNodesDir,
    stagingDir: paths.stagingDir,
    trashDir: paths.trashDir,
    log,
  });
  const scan = async () =>
    scanPacks({
      customNodesDir: paths.customNodesDir,
      disabledDir: paths.disabledDir,
      origins: await origins.read(),
      registryIdOf: catalogue.registryIdOf,
    });
  return { paths, settings, config, catalogue, python: options.python, git, swap, origins, log, scan };
}

/** Makes the packs room of an installation. Call `recover` before the first operation. */
export async function createPacks(options: PacksOptions): Promise<Packs> {
  const room = await createRoom(options);
  const list = async () => choosePacks(await room.scan()).map(toLocalPack);
  return {
    list,
    installed: async () => toInstalledPacks(await list()),
    install: (params, run) => installPack(room, params, run),
    uninstall: (params, run) => uninstallPack(room, params, run),
    disable: (params, run) => disablePack(room, params, run),
    enable: (params, run) => enablePack(room, params, run),
    update: (params, run) => updatePack(room, params, run),
    fix: (params, run) => fixPack(room, params, run),
    recover: () => room.swap.recover(),
  };
}
