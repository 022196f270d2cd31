import { join } from 'node:path';
import { type Sentence } from '../contract/text/message';
import { createEmitter, type Emitter } from '../base/async/emitter';
import type { DaysOfUse } from '../base/files/days-of-use';
import type { Logger } from '../base/log';
import type { AppEvent } from '../contract/events';
import type { BatchRecord } from '../contract/history';
import type { Installation } from '../contract/installation';
import type { ManagerOperations } from '../contract/operations';
import type { Profiles } from '../contract/operations/profiles';
import type { AppSettings, ChangeableSetting } from '../contract/settings';
import { openPackDetails } from './pack-list/pack-details';
import { createChanges } from './changes/changes';
import { createCatalogue } from './catalogue/catalogue';
import { createOperations } from './operations/compose-operations';
import { createFindChange } from './comfyui/process/last-change';
import { createComfyCode } from './comfyui/code/comfy-code';
import { createDiagnoses } from './comfyui/imports/import-diagnosis';
import { openConfig } from './installation/config';
import { createDisk } from './disk/disk';
import type { EnvironmentsOptions } from './environments/environment-context';
import { openEnvironments, type Environments } from './environments/environments';
import { savedDirIn, measureOne } from './disk/leftovers';
import { createRunTask } from './handlers';
import { createModels } from './models/models';
import { pathsFilesOf } from './models/places/extra-paths';
import { createModelTrash, type ModelTrash } from './models/trash/model-trash';
import { createPackStandings, ofPacksThatFailed, packsForComfy } from './pack-list/pack-standings';
import { createPacks } from './packs/packs';
import type { Paths } from './installation/paths';
import { createPermissions } from './installation/permissions';
import { createPolicyJudge, policyInputs } from './installation/policy-judge';
import { openChosenEnvironment } from './python/making/chosen-environment';
import { readChanges, openPython, versionsIn } from './open/python';
import type { NotifyRepair } from './open/start-notices';
import { openComfy, type OpenedComfy } from './open/comfy';
import type { EnvironmentVariables } from './installation/variables';
import { openGround } from './open/ground';
import { openPlace, type InstallationPlace } from './installation/installation-place';
import type { ChangeRecords } from './records/change-records';
import { createTrash, type Trash } from './records/trash';
import type { Recoveries } from './records/recoveries';
import type { BatchRecords } from './queue/batches';
import { waitsUntil } from './queue/hours';
import { openQueue, type Queue } from './queue/queue';
import type { Areas } from './areas';
import { withEnvironment, type ReadToken } from './installation/tokens';
import { createAutomaticSnapshots } from './snapshots/automatic';
import { createSnapshots } from './snapshots/snapshots';
import { openPlaces, type Started } from './open/model-places';
import { openReaders, type OpenedReaders } from './open/readers';
import { createTransfer } from './transfer/transfer';
import { createUndo } from './undo/undo';
import { captureSystemState } from './system-state';
import { createStartupCache } from './startup-cache';
import { createWarmUp } from './open/warm-up';

/** The core for one opened installation. */
export interface Manager {
  operations: ManagerOperations;
  onEvent(listener: (event: AppEvent) => void): () => void;
  installation: Installation;
  /** Aborts the running task (it comes back at the next start), ends ComfyUI when this app started it, and writes what is left. */
  close(): Promise<void>;
}

export interface ManagerOptions {
  installation: Installation;
  settings: AppSettings;
  /** Keeps a setting beyond this run. The manager changes it in its own `settings`, where it is read anew at each use. */
  changeSetting: (name: ChangeableSetting, value: string) => void;
  /** Tokens the person stored; '' where there is none. */
  readToken?: ReadToken;
  appVersion: string;
  /** Where files lie from which the window shows itself before there is a core; left out, beside our other files. */
  preparedDir?: string;
  /** What was found before there was a core, a sentence each; it is told with what the core finds. */
  notices?: readonly Sentence[];
  /** Where the app's own state lies; what is told names its files from there on. */
  profileDir?: string;
  /** The other installations of this machine that the app knows, with what ComfyUI is started with there. */
  otherInstallations?: () => Promise<readonly Started[]>;
  /** Nothing begins by itself: tasks that wait do so until something is ordered, and nothing is read in the background. */
  startsNothing?: boolean;
  log: Logger;
}

/** What the areas are built on. Of the rooms only the queue is there before them. */
interface Below {
  queue: Pick<Queue, 'whenIdle' | 'recent'>;
  batches: BatchRecords;
  records: ChangeRecords;
  recoveries: Recoveries;
  days: DaysOfUse;
  variables: EnvironmentVariables;
  notifyRepair: NotifyRepair;
}

/** All areas but those that are built on them. */
type AreasBelow = Omit<Areas, 'trash' | keyof OpenedReaders> & OpenedComfy & { modelTrash: ModelTrash };

/** What changed last before a crash, by the history and the batches. */
function findChangeIn({ queue, batches }: Pick<Below, 'queue' | 'batches'>, { takenBefore }: Areas['automatic']) {
  return createFindChange({ recent: queue.recent, readBatch: batches.read, snapshotBefore: takenBefore });
}

interface BelowEnvironments extends Pick<EnvironmentsOptions, 'paths' | 'config' | 'variables' | 'chosen' | 'records'> {
  python: Pick<Areas['python'], 'environment'>;
  comfy: Pick<Areas['comfy'], 'status'>;
}

function openEnvironmentsOf(
  { installation, settings, changeSetting, log }: ManagerOptions,
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

/** Builds every area, each from those below it. */
async function createAreas(
  options: ManagerOptions,
  paths: Paths,
  { queue, batches, records, recoveries, days, variables, notifyRepair }: Below,
): Promise<AreasBelow> {
  const { installation, settings, readToken: readStored, preparedDir, log } = options;
  const config = await openConfig(paths, log);
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

/** Changes that no task made are announced as well. */
function announceChanges(
  { catalogue, packs, comfy, bisect, profiles, variables }: Areas,
  emit: Emitter<AppEvent>['emit'],
): () => void {
  const announcePacks = () => emit({ name: 'cmd-packs-changed', payload: {} });
  // Packs that cannot be read say so where they are asked for.
  const announceProfiles = () => {
    const notify = (payload: Profiles) => emit({ name: 'cmd-profiles-changed', payload });
    profiles.list().then(notify, () => undefined);
  };
  const stops = [
    catalogue.onChange((asOf) => emit({ name: 'cmd-catalogue-changed', payload: { asOf } })),
    packs.onOutsideChange(announcePacks),
    ...[packs.holds, packs.found].map((store) => store.onChange(announcePacks)),
    comfy.onChange((payload) => emit({ name: 'cmd-comfyui-changed', payload })),
    bisect.onChange((payload) => emit({ name: 'cmd-bisect-changed', payload })),
    profiles.onChange(announceProfiles),
    variables.onChange(() => comfy.standingChanged()),
    comfy.onLog((lines) => emit({ name: 'cmd-comfyui-log', payload: { lines } })),
  ];
  return () => stops.forEach((stop) => stop());
}

/** The records, with a call for each one that is written. */
function noting(batches: BatchRecords, note: (record: BatchRecord) => void): BatchRecords {
  return {
    ...batches,
    async save(record) {
      await batches.save(record);
      note(record);
    },
  };
}

function openTrash(
  { records, packs, modelTrash }: AreasBelow,
  { trashDir, desktopDir, days }: Pick<Paths, 'trashDir' | 'desktopDir'> & { days: DaysOfUse },
  options: ManagerOptions,
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

/** Builds every area for one installation, takes up what an earlier run left, and answers with the operations the doors open. */
export async function createManager(options: ManagerOptions): Promise<Manager> {
  const place = await openPlace(options.installation);
  try {
    return await openManager(options, place);
  } catch (error) {
    place.release();
    throw error;
  }
}

/** Goes on with tasks that were interrupted, and begins what is done in the background. */
function begin({ trash, packs, models }: Areas, queue: Queue): void {
  trash.tidySoon();
  packs.watchUpdates();
  models.hashSoon();
  queue.resume();
}

async function openManager(options: ManagerOptions, place: InstallationPlace): Promise<Manager> {
  const { installation, appVersion, settings, log } = options;
  const events = createEmitter<AppEvent>((error) => log.error('An event listener failed.', { error }));
  const { told: notices, shorten, paths, variables, days, batches, records, recoveries } = await openGround(options);
  const whenIdle = () => queue.whenIdle();
  const below = await createAreas(options, paths, {
    queue: { whenIdle, recent: () => queue.recent() },
    ...{ batches, records, recoveries, days, variables },
    notifyRepair: notices.repair,
  });
  const trash = openTrash(below, { ...paths, days }, options);
  const areas: Areas = { ...below, ...(await openReaders(below, paths, { ...options, whenIdle })), trash };
  const permissions = createPermissions(log);
  const judge = createPolicyJudge(() => policyInputs(areas.config.current(), settings), permissions);
  const queue: Queue = await openQueue({
    paths,
    batches: noting(batches, areas.changes.note),
    runTask: createRunTask({ areas, place, judge, permissions, shorten, enqueue: (entry) => queue.add(entry) }),
    captureState: () => captureSystemState({ installation, appVersion, areas }),
    downloadsAtOnce: () => settings['downloads.atOnce'],
    downloadsWaitUntil: () => waitsUntil(settings['downloads.hours'], new Date()),
    beforeTask: areas.automatic.beforeTask,
    installedPacks: areas.packs.installed,
    emit: events.emit,
    notify: notices.file,
    log,
  });
  await notices.recordIn(queue, recoveries);
  const stopAnnouncing = announceChanges(areas, events.emit);
  if (options.startsNothing !== true) begin(areas, queue);
  const warmUp = createWarmUp(areas, log);
  const dir = options.preparedDir ?? join(paths.desktopDir, 'prepared');
  const startupCache = createStartupCache({ ...areas, installation, listPacks: areas.packs.list, dir, log });
  events.on(({ name }) => {
    if (name === 'cmd-packs-changed') {
      startupCache.packsChanged();
      areas.comfy.standingChanged();
      areas.trash.tidySoon();
    }
  });
  const transfer = createTransfer({
    ...{ ...areas, holds: areas.packs.holds, paths, batches, history: queue, settings, appVersion },
  });
  const core = { areas, paths, queue, startupCache, warmUp, judge, permissions, transfer, settings };
  return {
    operations: createOperations(core, appVersion),
    onEvent: events.on,
    installation,
    close: async () => {
      stopAnnouncing();
      areas.disk.stop();
      areas.trash.close();
      areas.variables.close();
      await queue.close();
      await Promise.all([areas.bisect.close(), areas.comfy.close(), areas.code.close(), startupCache.close()]);
      await Promise.all([areas.packs.close(), areas.models.close(), areas.pictures.close(), recoveries.settled()]);
      place.release();
    },
  };
}
