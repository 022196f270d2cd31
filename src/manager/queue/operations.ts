import { AppError } from '../../contract/errors';
import type { ManagerOperationName, ManagerOperations } from '../../contract/operations';
import { withoutLogins } from './without-logins';
import { viewQueue, type Announcer } from './announcer';
import type { BatchRecords } from './batches';
import type { TaskHistory } from './history';
import type { QueueJournal } from './journal';
import type { QueueEntry, TaskQueue } from './task-queue';
import type { TaskLogs } from './task-logs';
import type { Worker } from './worker';

export type QueueOperations = Pick<ManagerOperations, Extract<ManagerOperationName, `queue.${string}`>>;

/** What the operations on the queue work with. */
export interface QueueParts {
  queue: TaskQueue;
  journal: QueueJournal;
  history: TaskHistory;
  announcer: Announcer;
  logs: TaskLogs;
  worker: Worker;
  batches: BatchRecords;
}

/** Switches between taking tasks and waiting; the running task is not touched. */
function createPauseSwitch(queue: TaskQueue, journal: QueueJournal, worker: Worker): (isPaused: boolean) => void {
  return (isPaused) => {
    if (queue.isPaused === isPaused) return;
    queue.setPaused(isPaused);
    journal.paused(isPaused);
    if (!isPaused && queue.isProcessing) worker.wake();
  };
}

/** A task that cannot be written down is not accepted: it would be lost with the app. */
function keepOrTakeBack({ queue, journal }: QueueParts, entry: QueueEntry): void {
  try {
    journal.added(entry);
  } catch (error) {
    queue.remove(entry.task.ui_id);
    throw error;
  }
}

/** Adds a task, without the passwords inside its addresses; throws `duplicate-task`. */
export function addEntry(parts: QueueParts, given: QueueEntry): void {
  const entry = { ...given, task: withoutLogins(given.task) };
  parts.queue.add(entry);
  keepOrTakeBack(parts, entry);
  parts.announcer.viewChanged();
}

/** The operations that change the queue. */
function createChanges(
  parts: QueueParts,
): Pick<
  QueueOperations,
  'queue.add' | 'queue.start' | 'queue.reset' | 'queue.cancel' | 'queue.pause' | 'queue.resume'
> {
  const { queue, journal, announcer, worker } = parts;
  const setPaused = createPauseSwitch(queue, journal, worker);
  return {
    'queue.add': async (task, { door, strictest }) => {
      addEntry(parts, { task, door, strictest, orderedAt: new Date().toISOString() });
      return {};
    },
    'queue.start': () => Promise.resolve({ started: worker.start() }),
    'queue.reset': async () => {
      const dropped = queue.clear();
      journal.ended(dropped.map(({ task }) => task.ui_id));
      if (dropped.length > 0) announcer.queueStatus('in_progress');
      return { dropped: dropped.length };
    },
    'queue.cancel': async ({ ui_id: uiId }) => {
      const pending = queue.remove(uiId);
      if (pending) worker.recordCancelled(pending);
      else if (!worker.cancel(uiId)) {
        throw new AppError('task-not-found', `No pending or running task has the id "${uiId}".`, {
          remedy: 'It may have ended already; look in the history.',
        });
      }
      return {};
    },
    'queue.pause': async () => {
      setPaused(true);
      announcer.viewChanged();
      return {};
    },
    'queue.resume': async () => {
      setPaused(false);
      announcer.viewChanged();
      return {};
    },
  };
}

/** The operations the doors open on the queue. */
export function createQueueOperations(parts: QueueParts): QueueOperations {
  const { queue, history, logs, batches } = parts;
  return {
    ...createChanges(parts),
    'queue.status': ({ client_id: clientId }) => Promise.resolve(queue.status(history.count, clientId || undefined)),
    'queue.view': () => Promise.resolve(viewQueue(queue, history.recent())),
    'queue.log': async ({ ui_id: uiId }) => ({ lines: await logs.read(uiId) }),
    'queue.history': async (query) => ({ history: await history.query(query) }),
    'queue.batches': async () => ({ ids: await batches.ids() }),
    'queue.batch': ({ id }) => batches.read(id),
  };
}
