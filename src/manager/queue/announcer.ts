import { createSerial } from '../../base/serial';
import type { AppEvent } from '../../contract/events';
import type { InstalledPacks } from '../../contract/packs';
import type { HistoryItem, QueueState, QueueView, TaskProgress } from '../../contract/tasks';
import type { TaskHistory } from './history';
import type { RunningEntry, TaskQueue } from './queue';

/** A burst of changes (forty tasks added at once) is one picture for the window, and costs the request that caused it nothing. */
const viewEveryMs = 16;

/** Tells both doors what the queue did, in the order it happened. */
export interface Announcer {
  started(running: RunningEntry): void;
  completed(item: HistoryItem): void;
  queueStatus(status: 'in_progress' | 'all-done'): void;
  /** The window's view changed (a task came, went or was paused). */
  viewChanged(): void;
  progress(progress: TaskProgress): void;
  packsChanged(): void;
  /** Waits until everything said so far is out. */
  settled(): Promise<void>;
}

/** The window's view of the queue. */
export function viewQueue(queue: TaskQueue, history: TaskHistory): QueueView {
  const running = queue.running;
  return {
    running: running ? [{ task: running.entry.task, startedAt: running.startedAt, progress: running.progress }] : [],
    pending: queue.pending.map(({ task }) => task),
    finished: history.recent(),
    isPaused: queue.isPaused,
    isProcessing: queue.isProcessing,
  };
}

/** Makes the announcer. The packs on disk are read after the queue's own part was taken, so a slow disk cannot mix two moments of the queue. */
export function createAnnouncer(options: {
  queue: TaskQueue;
  history: TaskHistory;
  installedPacks: () => Promise<InstalledPacks>;
  emit: (event: AppEvent) => void;
}): Announcer {
  const { queue, history, emit } = options;
  const inOrder = createSerial();
  const withState = (compose: (state: QueueState) => AppEvent) => {
    const taken = {
      history: history.session(),
      running_queue: queue.running ? [queue.running.entry.task] : [],
      pending_queue: queue.pending.map(({ task }) => task),
    };
    void inOrder(async () => {
      emit(compose({ ...taken, installed_packs: await options.installedPacks() }));
    });
  };
  let viewTimer: NodeJS.Timeout | undefined;
  const sendView = () => {
    clearTimeout(viewTimer);
    viewTimer = undefined;
    emit({ name: 'cmd-queue-changed', payload: viewQueue(queue, history) });
  };
  const viewChanged = () => {
    viewTimer ??= setTimeout(sendView, viewEveryMs);
  };
  return {
    started({ entry: { task }, startedAt }) {
      viewChanged();
      withState((state) => ({
        name: 'cm-task-started',
        payload: { ui_id: task.ui_id, kind: task.kind, timestamp: startedAt, state },
      }));
    },
    completed(item) {
      viewChanged();
      withState((state) => ({
        name: 'cm-task-completed',
        payload: {
          ui_id: item.ui_id,
          kind: item.kind,
          timestamp: item.timestamp,
          result: item.result,
          status: item.status,
          state,
        },
      }));
    },
    queueStatus(status) {
      viewChanged();
      withState((state) => ({ name: 'cm-queue-status', payload: { status, state } }));
    },
    viewChanged,
    progress: (progress) => {
      emit({ name: 'cmd-task-progress', payload: progress });
    },
    packsChanged: () => {
      emit({ name: 'cmd-packs-changed', payload: {} });
    },
    settled() {
      if (viewTimer) sendView();
      return inOrder(() => Promise.resolve());
    },
  };
}
