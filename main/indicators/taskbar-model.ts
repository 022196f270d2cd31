import { countFailures, hasFailed, listEnded, measureProgress } from '../shell/batch';
import type { TrayState } from './tray-state';

/** What the button on the taskbar, or the icon in the dock, shows beside its picture. */
export interface TaskbarModel {
  /** 0 to 1; null: no bar. */
  progress: number | null;
  /** How the bar looks on Windows. */
  mode: 'normal' | 'paused' | 'error';
  /** The number on the icon; 0: none. */
  badge: number;
}

/** One pure step from what is known to what is shown. A batch that has had a failure is red from then on. */
export function buildTaskbarModel(state: Pick<TrayState, 'queue' | 'batchStartMs' | 'seenMs'>): TaskbarModel {
  const { queue, batchStartMs, seenMs } = state;
  if (!queue) return { progress: null, mode: 'normal', badge: 0 };
  const hasFailure = batchStartMs !== null && listEnded(queue, batchStartMs).some(hasFailed);
  const mode = hasFailure ? 'error' : queue.isPaused ? 'paused' : 'normal';
  return {
    progress: batchStartMs === null ? null : measure(state, batchStartMs),
    mode,
    badge: countFailures(queue, seenMs),
  };
}

/** A paused batch keeps its bar. */
function measure({ queue }: Pick<TrayState, 'queue'>, batchStartMs: number): number | null {
  if (!queue) return null;
  if (queue.running.length > 0) return measureProgress(queue, batchStartMs);
  const done = listEnded(queue, batchStartMs).length;
  return done / Math.max(1, done + queue.pending.length);
}
