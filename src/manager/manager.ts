import { join } from 'node:path';
import type { Sentence } from '../contract/text/message';
import { createEmitter } from '../base/async/emitter';
import type { AppEvent } from '../contract/events';
import type { BatchRecord } from '../contract/history';
import type { Installation } from '../contract/installation';
import { asSelf, type ManagerOperations } from '../contract/operations';
import { createOperations } from './operations/compose-operations';
import { createRunTask } from './handlers';
import { createPermissions } from './installation/permissions';
import { createPolicyJudge, policyInputs } from './installation/policy-judge';
import { openGround } from './open/ground';
import { openPlace, type InstallationPlace } from './installation/installation-place';
import type { BatchRecords } from './queue/batches';
import { waitsUntil } from './queue/hours';
import { openQueue, type Queue } from './queue/queue';
import type { Areas } from './areas';
import { openReaders } from './open/readers';
import { createTransfer } from './transfer/transfer';
import { createUploads } from './uploads';
import { captureSystemState } from './system-state';
import { createStartupCache, type StartupCache } from './startup-cache';
import { createWarmUp, readPackagesSoon } from './open/warm-up';
import { announceChanges } from './open/announce-changes';
import { openAreas, openTrash, type AreaOptions } from './open/areas';

/** The core for one opened installation. */
export interface Manager {
  operations: ManagerOperations;
  onEvent(listener: (event: AppEvent) => void): () => void;
  installation: Installation;
  /** Aborts the running task (it comes back at the next start), ends ComfyUI when this app started it, and writes what is left. */
  close(): Promise<void>;
}

/** What a core is opened with, besides what its areas are. */
export interface ManagerOptions extends AreaOptions {
  appVersion: string;
  /** What was found before there was a core, a sentence each; it is told with what the core finds. */
  notices?: readonly Sentence[];
  /** Where the app's own state lies; what is told names its files from there on. */
  profileDir?: string;
  /** The profile has opened this folder before, maybe in a version that kept nothing of that. */
  isFamiliar?: boolean;
  /** Nothing begins by itself: tasks that wait do so until something is ordered, and nothing is read in the background. */
  startsNothing?: boolean;
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

/** Goes on with tasks that were interrupted, and begins what is done in the background. Answers what ends that which no area ends. */
function begin(areas: Areas, queue: Queue): () => void {
  const { trash, packs, models } = areas;
  trash.tidySoon();
  packs.watchUpdates();
  models.hashSoon();
  queue.resume();
  return readPackagesSoon(areas, () => queue.whenIdle());
}

/** Tells those who look after what packs leave and need. */
function packsChanged({ comfy, trash }: Areas, startupCache: StartupCache): void {
  startupCache.packsChanged();
  comfy.standingChanged();
  trash.tidySoon();
}

/** Files that came from another machine go, unless a task of the queue waits for them. */
function tidyUploads({ uploads }: Areas, { operations }: Queue): Promise<void> {
  return uploads.keepTidy(async () => {
    const { running, pending } = await operations['queue.view']({}, asSelf);
    return JSON.stringify([running, pending]);
  });
}

async function openManager(options: ManagerOptions, place: InstallationPlace): Promise<Manager> {
  const { installation, appVersion, settings, log } = options;
  const events = createEmitter<AppEvent>((error) => log.error('An event listener failed.', { error }));
  const ground = await openGround(options);
  const { told: notices, shorten, own, paths, days, batches, recoveries } = ground;
  const whenIdle = () => queue.whenIdle();
  const below = await openAreas(options, paths, {
    queue: { whenIdle, recent: () => queue.recent() },
    ...ground,
    notifyRepair: notices.repair,
  });
  const trash = openTrash(below, { ...paths, days }, options);
  const readers = await openReaders(below, paths, { ...options, whenIdle });
  const areas: Areas = { ...below, ...readers, trash, uploads: createUploads(paths.uploadsDir) };
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
    ...(own && { proof: own.proof }),
    log,
  });
  await Promise.all([notices.recordIn(queue, recoveries), tidyUploads(areas, queue)]);
  const stopAnnouncing = announceChanges(areas, events.emit);
  const stopReading = options.startsNothing === true ? null : begin(areas, queue);
  const warmUp = createWarmUp(areas, log);
  const dir = options.preparedDir ?? join(paths.desktopDir, 'prepared');
  const startupCache = createStartupCache({ ...areas, installation, listPacks: areas.packs.list, dir, log });
  events.on(({ name }) => {
    if (name === 'cmd-packs-changed') packsChanged(areas, startupCache);
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
      stopReading?.();
      areas.disk.stop();
      for (const area of [areas.trash, areas.variables, areas.uploads]) area.close();
      await queue.close();
      await Promise.all([areas.bisect.close(), areas.comfy.close(), areas.code.close(), startupCache.close()]);
      await Promise.all([areas.packs.close(), areas.models.close(), recoveries.settled()]);
      own?.end();
      place.release();
    },
  };
}
