import type { DaysOfUse } from '../../base/files/days-of-use';
import type { Logger } from '../../base/log';
import type { Installation } from '../../contract/installation';
import type { AppSettings, ChangeableSetting } from '../../contract/settings';
import { openPackDetails } from '../pack-list/pack-details';
import { createChanges } from '../changes/changes';
import { createCatalogue } from '../catalogue/catalogue';
import { createFindChange } from '../comfyui/process/last-change';
import { createComfyCode } from '../comfyui/code/comfy-code';
import { createDiagnoses } from '../comfyui/imports/import-diagnosis';
import type { OwnFolder } from '../installation/known-folder';
import { openConfig } from '../installation/config';
import { createDisk } from '../disk/disk';
import type { EnvironmentsOptions } from '../environments/environment-context';
import { openEnvironments, type Environments } from '../environments/environments';
import { savedDirIn, measureOne } from '../disk/leftovers';
import { createModels } from '../models/models';
import { pathsFilesOf } from '../models/places/extra-paths';
import { createModelTrash, type ModelTrash } from '../models/trash/model-trash';
import { createPackStandings, ofPacksThatFailed, packsForComfy } from '../pack-list/pack-standings';
import { createPacks } from '../packs/packs';
import type { Paths } from '../installation/paths';
import { openChosenEnvironment } from '../python/making/chosen-environment';
import { openPlaces, type Started } from './model-places';
import { readChanges, openPython, versionsIn } from './python';
import type { NotifyRepair } from './start-notices';
import { openComfy, type OpenedComfy } from './comfy';
import type { EnvironmentVariables } from '../installation/variables';
import type { ChangeRecords } from '../records/change-records';
import { createTrash, type Trash } from '../records/trash';
import type { Recoveries } from '../records/recoveries';
import type { BatchRecords } from '../queue/batches';
import type { Queue } from '../queue/queue';
import type { Areas } from '../areas';
import { withEnvironment, type ReadToken } from '../installation/tokens';
import { createAutomaticSnapshots } from '../snapshots/automatic';
import { createSnapshots } from '../snapshots/snapshots';
import type { OpenedReaders } from './readers';
import { createUndo } from '../undo/undo';

/** What the areas are told of the installation and the app. */
export interface AreaOptions {
  installation: Installation;
  settings: AppSettings;
  /** Keeps a setting beyond this run. The manager changes it in its own `settings`, where it is read anew at each use. */
  changeSetting: (name: ChangeableSetting, value: string) => void;
  /** Tokens the person stored; '' where there is none. */
  readToken?: ReadToken;
  /** Where files lie from which the window shows itself before there is a core; left out, beside our other files. */
  preparedDir?: string;
  /** The other installations of this machine that the app knows, with what ComfyUI is started with there. */
  otherInstallations?: () => Promise<readonly Started[]>;
  log: Logger;
}

/** What the areas are built on. Of the rooms only the queue is there before them. */
export interface Below {
  queue: Pick<Queue, 'whenIdle' | 'recent'>;
  batches: BatchRecords;
  records: ChangeRecords;
  recoveries: Recoveries;
  days: DaysOfUse;
  variables: EnvironmentVariables;
  notifyRepair: NotifyRepair;
  /** What the profile knows of the folder; left out where there is no profile. */
  own: OwnFolder | undefined;
}

/** All areas but those that are built on them. */
export type AreasBelow = Omit<Areas, 'trash' | 'uploads' | keyof OpenedReaders> &
  OpenedComfy & { modelTrash: ModelTrash };

/** What changed last before a crash, by the history and the batches. */
function findChangeIn({ queue, batches }: Pick<Below, 'queue' | 'batches'>, { takenBefore }: Areas['automatic']) {
  return createFindChange({ recent: queue.recent, readBatch: batches.read, snapshotBefore: takenBefore });
}

interface BelowEnvironments extends Pick<EnvironmentsOptions, 'paths' | 'config' | 'variables' | 'chosen' | 'records'> {
  python: Pick<Areas['python'], 'environment'>;
  comfy: Pick<Areas['comfy'], 'status'>;
}

function openEnvironmentsOf(
  { installation, settings, changeSetting, log }: AreaOptions,
  { paths, config, variables, chosen, records, python, comfy }: BelowEnvironments,
): Promise<Environments> {
  return openEnvironments({
    ...{ installation, settings, changeSetting, log, paths, config, variables, chosen, records },
    ...{ environment: python.environment, measure: measureOne, runningSince: () => comfy.status().startedAt },
  });
}

/** Why packs did not load, of those that did not as they are now. */
function openDiagnoses({
  installation,
  python,
  packs,
  comfy,
}: Pick<Areas, 'python' | 'packs' | 'comfy'> & { installation: Installation }) {
  const diagnoses = createDiagnoses({ installation, python, failures: comfy.failures, packs: packs.list });
  return ofPacksThatFailed(diagnoses, createPackStandings({ packs, comfy }));
}

/** Builds every area that needs no other door, each from those below it. */
export async function openAreas(
  options: AreaOptions,
  paths: Paths,
  { queue, batches, records, recoveries, days, variables, notifyRepair, own }: Below,
): Promise<AreasBelow> {
  const { installation, settings, readToken: readStored, preparedDir, log } = options;
  const config = await openConfig(paths, log, own);
  const readToken = withEnvironment(readStored);
  const readConfig = () => config.current();
  const ofPython = { variables: () => variables.current(), ...readChanges(records) };
  const given = { installation, settings, config: readConfig, paths, days, log, ...ofPython };
  const chosen = await openChosenEnvironment(paths.desktopDir);
  const python = await openPython({ ...given, chosen }, notifyRepair);
  const catalogue = await createCatalogue({
    ...{ settings, config, paths, log, preparedDir },
    comfyVersion: installation.version,
  });
  await catalogue.warm();
  const { launchArguments, others } = openPlaces(options);
  const modelTrash = createModelTrash({ installation, launchArguments, paths });
  const packs = await createPacks({
    ...{ installation, paths, settings, readToken, config, log },
    ...{ catalogue, python, records, onTakenBack: recoveries.noteChange },
    ...{ moreRoots: modelTrash.roots, moreTrash: modelTrash.folders, moreFiles: pathsFilesOf(installation.comfyDir) },
  });
  await packs.recover();
  const code = createComfyCode({
    ...{ installation, settings, readToken, config: readConfig, python, records, paths, log },
    onTakenBack: recoveries.noteSwitch,
  });
  // The packs are what the window asks for first, so they are read while the code is recovered.
  await Promise.all([code.recover(), packs.list()]);
  const isPackEnabled = async (name: string) => (await packs.list()).some((pack) => pack.name === name && pack.enabled);
  const models = createModels({
    ...{ installation, paths, settings, readToken, catalogue, launchArguments, isPackEnabled, others },
    ...{ trash: modelTrash, note: packs.note, change: packs.change, whenIdle: queue.whenIdle, config: readConfig, log },
  });
  const snapshots = createSnapshots({ paths, installation, packs, python, code, models, log });
  const automatic = createAutomaticSnapshots({ desktopDir: paths.desktopDir, snapshots, log });
  const opened = await openComfy({
    ...{ installation, settings, paths, log, whenIdle: queue.whenIdle, ...packsForComfy(packs) },
    interpreter: python.interpreter,
    variables: ofPython.variables,
    packages: async () => versionsIn(await python.frozenPackages()),
    findChange: findChangeIn({ queue, batches }, automatic),
    commit: () => code.current().commit,
    changeSetting: options.changeSetting,
  });
  const { comfy } = opened;
  const changes = createChanges({ batches, takenBefore: automatic.takenBefore });
  const ofOthers = { models, moreTrash: modelTrash.folders, discard: packs.discard };
  const disk = createDisk({ ...given, launchArguments, environment: python.environment, ...ofOthers });
  const diagnoses = openDiagnoses({ installation, python, packs, comfy });
  const details = openPackDetails({ packs, catalogue, python, comfy, config, settings, readToken, paths, log });
  const environments = await openEnvironmentsOf(options, { ...given, python, comfy, chosen, records });
  const undo = createUndo({ records, packs, python, code, environments, paths });
  return {
    ...{ config, variables, python, environments, catalogue, records, recoveries, packs, details, models, modelTrash },
    ...{ snapshots, automatic, changes, undo, disk, ...opened, code, diagnoses },
  };
}

/** Opens the trash of all that changes removed. */
export function openTrash(
  { records, packs, modelTrash }: AreasBelow,
  { trashDir, desktopDir, days }: Pick<Paths, 'trashDir' | 'desktopDir'> & { days: DaysOfUse },
  options: Pick<AreaOptions, 'settings' | 'log'>,
): Trash {
  const { settings, log } = options;
  return createTrash({
    ...{ records, discard: packs.discard, measure: measureOne, log },
    folders: async () => [trashDir, ...(await modelTrash.folders())],
    alsoCleaned: [savedDirIn(desktopDir)],
    readAge: days.readAge,
    limits: () => ({ days: settings['trash.days'], maxBytes: settings['trash.maxBytes'] }),
  });
}
