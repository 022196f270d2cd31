import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { CallContext, ManagerOperationName, ManagerOperations } from '../../contract/operations';
import { laneOf } from '../../contract/tasks/task-lanes';
import type { QueueTask } from '../../contract/tasks/tasks';
import { viewQueue, type Announcer } from './announcer';
import type { BatchRecords } from './batches';
import type { TaskHistory } from './history';
import type { QueueJournal } from './journal';
import type { QueueEntry, TaskQueue } from './task-queue';
import type { TaskLogs } from './task-logs';
import type { Worker } from './worker';
import { GroupName, splitPackGroups } from '../../contract/library/optional-groups';
import { takeGitLogins } from '../../base/git/logins';

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

/** Switches between taking tasks and waiting; running tasks are not touched. */
function createPauseSwitch(queue: TaskQueue, journal: QueueJournal, worker: Worker): (isPaused: boolean) => void {
  return (isPaused) => {
    if (queue.isPaused === isPaused) return;
    // Written down first: what cannot be is refused, and the queue stays as it was.
    journal.paused(isPaused);
    queue.setPaused(isPaused);
    if (!isPaused) worker.wake();
  };
}

/** A task that cannot be written down is not accepted: it would be lost with the app. */
function keepOrTakeBack({ queue, journal }: QueueParts, entries: readonly QueueEntry[]): void {
  try {
    journal.added(entries);
  } catch (error) {
    for (const { task } of entries) queue.remove(task.ui_id);
    throw error;
  }
}

/** Throws `invalid-input` for a name that no group can have. */
function judged(groups: readonly string[]): string[] {
  const wrong = groups.find((name) => !GroupName.safeParse(name).success);
  if (wrong === undefined) return [...groups];
  throw new AppError('invalid-input', msg`"${wrong}" cannot be the name of an optional group.`, {
    remedy: msg`Write the groups after the pack, as in pack[group,other].`,
  });
}

/** A task that names its pack as `pack[group]`, with the groups where they belong: whoever lists tasks by their pack finds it by its name. Pure. */
function withGroups(task: QueueTask): QueueTask {
  if (task.kind !== 'install') return task;
  const { name, groups } = splitPackGroups(task.params.id);
  if (groups === null) return task;
  const all = [...new Set([...judged(groups), ...(task.params.optional_groups ?? [])])];
  return { ...task, params: { ...task.params, id: name, optional_groups: all } };
}

function takeFrom(value: unknown): unknown {
  if (typeof value === 'string') return takeGitLogins(value);
  return Array.isArray(value) ? value.map(takeFrom) : value;
}

/**
 * The task without the passwords inside its git addresses: what is accepted is written to the journal, the history, batch records and the
 * log, and is told to every client. Addresses that are not for our git (of models, and in lines for pip or uv) have none: the schemas of
 * their tasks refuse them.
 */
function withoutLogins(task: QueueTask): QueueTask {
  const params = Object.fromEntries(Object.entries(task.params).map(([name, value]) => [name, takeFrom(value)]));
  return { ...task, params } as QueueTask;
}

/** Adds tasks, all or none, without the passwords inside their addresses, and with the groups of `pack[group]` where they belong; throws `duplicate-task`. */
export function addEntries(parts: QueueParts, given: readonly QueueEntry[]): void {
  const entries = given.map((entry) => ({ ...entry, task: withGroups(withoutLogins(entry.task)) }));
  parts.queue.addAll(entries);
  keepOrTakeBack(parts, entries);
  parts.worker.wake();
  parts.announcer.viewChanged();
}

/** The tasks as they come through a door at this moment. */
function entriesOf(tasks: readonly QueueTask[], { caller, strictest }: CallContext): QueueEntry[] {
  const orderedAt = new Date().toISOString();
  return tasks.map((task) => ({ task, caller, strictest, orderedAt }));
}

function taskNotFound(uiId: string): AppError {
  return new AppError('task-not-found', msg`No pending or running task has the id "${uiId}".`, {
    remedy: msg`It may have ended already; look in the history.`,
  });
}

/** The operations on one task among the others: that it waits, and before which. */
function createOrderChanges({
  queue,
  journal,
  announcer,
  worker,
}: QueueParts): Pick<QueueOperations, 'queue.pauseTask' | 'queue.move'> {
  const findTask = (uiId: string) => {
    const running = queue.running.find(({ entry }) => entry.task.ui_id === uiId);
    const entry = running?.entry ?? queue.find(uiId);
    if (!entry) throw taskNotFound(uiId);
    return { entry, isRunning: running !== undefined };
  };
  /** Nothing is believed of who is said to have ordered what somebody else wrote: whoever lets it run has ordered it. */
  const noteDown = (one: QueueEntry, paused: boolean, context: CallContext): void => {
    const { task, held, isPaused: _isPaused, ...entry } = one;
    if (paused || held === undefined) {
      journal.taskPaused(task.ui_id, paused);
      return;
    }
    const released = held === 'unverified' ? entriesOf([task], context) : [{ ...entry, task }];
    journal.added(released);
    released.forEach((one) => queue.replace(one));
  };
  return {
    'queue.pauseTask': async ({ ui_id: uiId, paused = true }, context) => {
      const { entry, isRunning } = findTask(uiId);
      if (paused && isRunning && laneOf(entry.task) !== 'models') {
        throw new AppError(
          'invalid-input',
          msg`Of the tasks that run, only a download or a move of models can be paused.`,
          {
            remedy: msg`Wait for its end, or cancel it.`,
          },
        );
      }
      // Written down first: what cannot be is refused, and the task stays as it was.
      noteDown(entry, paused, context);
      entry.isPaused = paused;
      if (paused && isRunning) worker.suspend(uiId);
      if (!paused && !worker.start()) worker.wake();
      announcer.viewChanged();
      return {};
    },
    'queue.move': async ({ ui_id: uiId, before = null }) => {
      for (const id of before === null ? [uiId] : [uiId, before]) if (queue.find(id) === null) throw taskNotFound(id);
      journal.moved(uiId, before);
      queue.move(uiId, before);
      announcer.viewChanged();
      return {};
    },
  };
}

/** The operations that change the queue. */
function createChanges(
  parts: QueueParts,
): Pick<
  QueueOperations,
  | 'queue.add'
  | 'queue.order'
  | 'queue.start'
  | 'queue.reset'
  | 'queue.cancel'
  | 'queue.pauseTask'
  | 'queue.move'
  | 'queue.pause'
  | 'queue.resume'
> {
  const { queue, journal, announcer, worker } = parts;
  const setPaused = createPauseSwitch(queue, journal, worker);
  return {
    'queue.add': async (task, context) => {
      addEntries(parts, entriesOf([task], context));
      return {};
    },
    'queue.order': async ({ tasks }, context) => {
      addEntries(parts, entriesOf(tasks, context));
      worker.start();
      // Whoever ordered sees it in the view by the time of the answer.
      announcer.announceView();
      return { denied: null };
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
      else if (!worker.cancel(uiId)) throw taskNotFound(uiId);
      return {};
    },
    ...createOrderChanges(parts),
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
    'queue.view': () => Promise.resolve(viewQueue(queue, history.recent(), history.carried())),
    'queue.log': async ({ ui_id: uiId }) => ({ lines: await logs.read(uiId) }),
    'queue.history': async (query) => ({ history: history.query(query) }),
    'queue.batches': async () => ({ ids: await batches.ids() }),
    'queue.batch': ({ id }) => batches.read(id),
  };
}
