import type { AppError } from '../../../src/contract/errors';
import type { QueueView, TaskProgress } from '../../../src/contract/tasks/tasks';
import { createInstallationStore } from '../installation/installation-store';
import { measureRate, type TransferRate } from './transfer-rate';

interface QueueStore {
  /** Null until the first answer. */
  view: QueueView | null;
  /** Why the queue could not be read; null once it was. */
  viewError: AppError | null;
  progress: Readonly<Record<string, TaskProgress>>;
  rates: Readonly<Record<string, TransferRate>>;
  /** Packs whose click is on its way to the queue. */
  submitting: readonly string[];
  /** Clicks that the queue refused, by pack key. */
  refusals: Readonly<Record<string, { kind: string; error: AppError }>>;
}

const emptyQueue: QueueStore = {
  view: null,
  viewError: null,
  progress: {},
  rates: {},
  submitting: [],
  refusals: {},
};

/** What the queue does, fed by its events. */
export const useQueue = createInstallationStore(emptyQueue);

/** How many tasks run or wait. */
export function countOpenTasks({ view }: Pick<QueueStore, 'view'>): number {
  return view === null ? 0 : view.running.length + view.pending.length;
}

function progressOf(view: QueueView): Record<string, TaskProgress> {
  return Object.fromEntries(
    view.running.flatMap(({ task, progress }) => (progress ? [[task.ui_id, progress] as const] : [])),
  );
}

/** Takes a whole view of the queue in. Progress of tasks that no longer run is dropped. */
export function acceptQueueView(view: QueueView): void {
  useQueue.setState((state) => {
    const isRunning = new Set(view.running.map(({ task }) => task.ui_id));
    const pickListed = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
      Object.fromEntries(Object.entries(record).filter(([uiId]) => isRunning.has(uiId)));
    return {
      view,
      viewError: null,
      progress: { ...progressOf(view), ...pickListed(state.progress) },
      rates: pickListed(state.rates),
    };
  });
}

/** A bar never goes back, whatever order reports arrive in. */
function keepForward(previous: TaskProgress | undefined, next: TaskProgress): TaskProgress {
  if (previous?.fraction == null) return next;
  return { ...next, fraction: Math.max(previous.fraction, next.fraction ?? 0) };
}

/** Takes one report of progress in. */
export function acceptProgress(report: TaskProgress, atMs: number): void {
  useQueue.setState((state) => {
    const progress = { ...state.progress, [report.ui_id]: keepForward(state.progress[report.ui_id], report) };
    if (report.bytesDone === null) return { progress };
    const rate = measureRate(state.rates[report.ui_id], report.bytesDone, atMs);
    return { progress, rates: { ...state.rates, [report.ui_id]: rate } };
  });
}

/** Marks packs whose click travels to the queue; former refusals are forgotten. */
export function beginSubmits(packKeys: readonly string[]): void {
  const sent = new Set(packKeys);
  useQueue.setState((state) => ({
    submitting: [...state.submitting, ...packKeys],
    refusals: Object.fromEntries(Object.entries(state.refusals).filter(([key]) => !sent.has(key))),
  }));
}

/** The click arrived; those in `refusals` were refused. */
export function endSubmits(packKeys: readonly string[], refusals: QueueStore['refusals']): void {
  const sent = new Set(packKeys);
  useQueue.setState((state) => ({
    submitting: state.submitting.filter((key) => !sent.has(key)),
    refusals: { ...state.refusals, ...refusals },
  }));
}
