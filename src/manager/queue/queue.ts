import type { Notify } from '../../base/files/quarantine';
import type { Logger } from '../../base/log';
import type { AppEvent } from '../../contract/events';
import type { SystemState } from '../../contract/history';
import type { InstalledPacks } from '../../contract/packs/local-packs';
import type { HistoryItem, QueueTask, TaskOutcome } from '../../contract/tasks/tasks';
import { createAnnouncer } from './announcer';
import type { BatchRecords } from './batches';
import { openHistory } from './history';
import { createHoursCheck, eachMinute } from './hours';
import { openQueueJournal, type QueueProof, type RestoredQueue } from './journal';
import { toHistoryItem, type OwnWork } from './outcome';
import { addEntries, createQueueOperations, type QueueOperations } from './operations';
import { TaskQueue, type QueueEntry } from './task-queue';
import { createTaskLogs } from './task-logs';
import { Worker, type RunTask, type WorkerOptions } from './worker';

export interface Queue {
  operations: QueueOperations;
  /** Adds a task from inside the core, as `queue.add` does for callers. */
  add(entry: QueueEntry): Promise<void>;
  /** Keeps what was done before the worker began, as a task that has ended, with its log. What cannot be written is lost, and only that. */
  record(done: {
    task: QueueTask | OwnWork;
    outcome: TaskOutcome;
    startedAt: string;
    lines: readonly string[];
  }): Promise<void>;
  /** Takes up what an earlier run left, once every area is ready. */
  resume(): void;
  /** Finished tasks, newest first, earlier sessions included. */
  recent(): HistoryItem[];
  /** Finished in another installation, newest first. */
  carried(): HistoryItem[];
  /** Those finished tasks of another installation that are not here. */
  newAmong(items: readonly HistoryItem[]): HistoryItem[];
  /** Adds finished tasks of another installation; answers how many are new. */
  takeIn(items: readonly HistoryItem[]): Promise<number>;
  /** Resolves when no task that changes the installation runs or is about to; downloads of models go on. Never rejects. */
  whenIdle(): Promise<void>;
  close(): Promise<void>;
}

/** Where the queue keeps what must survive the app (absolute paths). */
export interface QueuePaths {
  queueFile: string;
  historyFile: string;
  taskLogsDir: string;
}

export interface QueueOptions {
  paths: QueuePaths;
  batches: BatchRecords;
  runTask: RunTask;
  captureState: () => Promise<SystemState>;
  downloadsAtOnce?: WorkerOptions['downloadsAtOnce'];
  /** Until when downloads wait, e.g. `22:00`; null while they may run. Left out: they always may. */
  downloadsWaitUntil?: () => string | null;
  /** Calls a function from time to time, which looks whether downloads may run; answers what ends that. */
  watchHours?: (check: () => void) => () => void;
  beforeTask: WorkerOptions['beforeTask'];
  installedPacks: () => Promise<InstalledPacks>;
  emit: (event: AppEvent) => void;
  /** Takes what became of the files of the queue. */
  notify?: Notify;
  /** By what the queue knows what this account has written. Left out: it is asked of nobody. */
  proof?: QueueProof;
  log: Logger;
}

function restore(queue: TaskQueue, restored: RestoredQueue): void {
  queue.addAll(restored.entries);
  queue.setPaused(restored.wasPaused);
}

/** Builds the queue with its journal, history, logs and worker, and the operations the doors open on it. */
export async function openQueue(options: QueueOptions): Promise<Queue> {
  const { paths, batches, emit, log } = options;
  const queue = new TaskQueue(options.downloadsWaitUntil);
  const [{ journal, restored }, history] = await Promise.all([
    openQueueJournal(paths.queueFile, options.notify, options.proof),
    openHistory(paths.historyFile, options.notify),
  ]);
  const announcer = createAnnouncer({ queue, history, installedPacks: options.installedPacks, emit });
  const logs = createTaskLogs(paths.taskLogsDir, (uiId, lines) => {
    emit({ name: 'cmd-log', payload: { ui_id: uiId, lines } });
  });
  const worker = new Worker({ ...options, queue, journal, history, logs, announcer });
  restore(queue, restored);
  const stopWatching = (options.watchHours ?? eachMinute)(createHoursCheck({ queue, worker, announcer }));

  const parts = { queue, journal, history, announcer, logs, worker, batches };
  return {
    operations: createQueueOperations(parts),
    add: async (entry) => addEntries(parts, [entry]),
    record: async ({ task, outcome, startedAt, lines }) => {
      const taskLog = logs.open(task.ui_id);
      lines.forEach(taskLog.line);
      await taskLog.close();
      try {
        history.add(toHistoryItem(task, outcome, { startedAt, endedAt: new Date().toISOString(), batchId: null }));
      } catch (error) {
        log.error('What a start has done could not be written down.', { error });
      }
    },
    resume: () => {
      if (restored.wasProcessing && queue.pending.some(({ isPaused }) => isPaused !== true)) worker.start();
    },
    recent: () => history.recent(),
    carried: () => history.carried(),
    newAmong: (items) => history.newAmong(items),
    takeIn: async (items) => {
      const count = await history.takeIn(items);
      if (count > 0) announcer.carriedChanged();
      return count;
    },
    whenIdle: () => worker.whenIdle('installation'),
    close: async () => {
      stopWatching();
      await worker.close();
      journal.close();
      history.close();
    },
  };
}
