import { createSerial } from '../../base/async/serial';
import { createSoon } from '../../base/async/soon';
import type { AppEvent } from '../../contract/events';
import type { InstalledPacks } from '../../contract/packs/local-packs';
import { targetOf } from '../../contract/tasks/task-target';
import type { HistoryItem, QueueState, QueueView, TaskProgress } from '../../contract/tasks/tasks';
import type { TaskHistory } from './history';
import type { RunningEntry, TaskQueue } from './task-queue';

/** A burst of changes (forty tasks added at once) is one picture for the window, and costs the request that caused it nothing. Longer would be the most of what a client waits for an event. */
const viewEveryMs = 4;

/** Tells both doors what the queue did, in the order it happened. */
export interface Announcer {
  started(running: RunningEntry): void;
  completed(item: HistoryItem): void;
  queueStatus(status: 'in_progress' | 'all-done'): void;
  /** The window's view changed (a task came, went or was paused). */
  viewChanged(): void;
  /** What was done in another installation came here. */
  carriedChanged(): void;
  /** Tells at once of the view, where it changed. */
  announceView(): void;
  progress(progress: TaskProgress): void;
  packsChanged(): void;
  /** Waits until everything said so far is out. */
  settled(): Promise<void>;
}

/** A view of the queue with the given finished tasks, and with those of another installation where they are given. */
export function viewQueue(queue: TaskQueue, finished: HistoryItem[], carried?: HistoryItem[]): QueueView {
  const held = queue.pending.flatMap(({ task, held: why }) =>
    why === undefined ? [] : [{ ui_id: task.ui_id, kind: task.kind, target: targetOf(task), why }],
  );
  return {
    running: queue.running.map(({ entry, startedAt, progress }) => ({ task: entry.task, startedAt, progress })),
    pending: queue.pending.map(({ task }) => task),
    paused: queue.pending.filter(({ isPaused }) => isPaused === true).map(({ task }) => task.ui_id),
    ...(held.length > 0 && { held }),
    ...(queue.waiting !== null && { waiting: queue.waiting }),
    finished,
    ...(carried && { carried }),
    isPaused: queue.isPaused,
    isProcessing: queue.isProcessing,
    batchesEnded: queue.batchesEnded,
  };
}

interface AnnouncerOptions {
  queue: TaskQueue;
  history: TaskHistory;
  installedPacks: () => Promise<InstalledPacks>;
  emit: (event: AppEvent) => void;
}

/** The `state` of an event. The queue's part is taken at once, so that reading the packs on disk cannot mix two moments. */
function createStateReader({ queue, history, installedPacks }: AnnouncerOptions): () => Promise<QueueState> {
  let lastInstalled: InstalledPacks = {};
  const readInstalled = async () => {
    try {
      lastInstalled = await installedPacks();
    } catch {
      // An unreadable folder must not keep an event back; an empty map would empty the lists of every client.
    }
    return lastInstalled;
  };
  return async () => {
    const taken = {
      history: history.newest(),
      running_queue: queue.running.map(({ entry }) => entry.task),
      pending_queue: queue.pending.map(({ task }) => task),
    };
    return { ...taken, installed_packs: await readInstalled() };
  };
}

/** Makes the announcer. */
export function createAnnouncer(options: AnnouncerOptions): Announcer {
  const { queue, history, emit } = options;
  const inOrder = createSerial();
  const readState = createStateReader(options);
  let justFinished: HistoryItem[] = [];
  let isCarriedNew = false;
  const view = createSoon(() => {
    const payload = viewQueue(queue, justFinished, isCarriedNew ? history.carried() : undefined);
    justFinished = [];
    isCarriedNew = false;
    emit({ name: 'cmd-queue-changed', payload });
  }, viewEveryMs);
  const withState = (compose: (state: QueueState) => AppEvent) => {
    view.ask();
    const state = readState();
    void inOrder(async () => {
      emit(compose(await state));
    });
  };
  return {
    started: ({ entry: { task }, startedAt: timestamp }) => {
      const { ui_id, kind } = task;
      withState((state) => ({ name: 'cm-task-started', payload: { ui_id, kind, timestamp, state } }));
    },
    completed: (item) => {
      justFinished = [item, ...justFinished];
      const { ui_id, kind, timestamp, result, status } = item;
      const ended = { ui_id, kind, timestamp, result, status };
      withState((state) => ({ name: 'cm-task-completed', payload: { ...ended, state } }));
    },
    queueStatus: (status) => {
      withState((state) => ({ name: 'cm-queue-status', payload: { status, state } }));
    },
    viewChanged: view.ask,
    carriedChanged: () => {
      isCarriedNew = true;
      view.ask();
    },
    announceView: view.flush,
    progress: (progress) => {
      emit({ name: 'cmd-task-progress', payload: progress });
    },
    packsChanged: () => {
      emit({ name: 'cmd-packs-changed', payload: {} });
    },
    settled: () => {
      view.flush();
      return inOrder(() => Promise.resolve());
    },
  };
}
