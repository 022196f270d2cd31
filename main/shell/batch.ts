import type { HistoryItem, QueueView } from '../../src/contract/tasks/tasks';

/** When the batch that runs now began: kept while the queue is busy, taken from the first running task when it becomes busy. */
export function followBatch(previousStartMs: number | null, queue: QueueView): number | null {
  if (queue.running.length > 0) return previousStartMs ?? Date.parse(queue.running[0]?.startedAt ?? '');
  // Between two tasks, and while it is paused, a batch that began is not over.
  const goesOn = queue.pending.length > 0 && (queue.isProcessing || queue.isPaused);
  return goesOn ? previousStartMs : null;
}

/** The tasks that ended since a batch began, newest first. */
export function listEnded(queue: QueueView, batchStartMs: number): HistoryItem[] {
  return queue.finished.filter((item) => Date.parse(item.started_at) >= batchStartMs);
}

/** How far the batch is, 0 to 1 over its tasks; null when nothing runs. */
export function measureProgress(queue: QueueView, batchStartMs: number): number | null {
  if (queue.running.length === 0) return null;
  const done = listEnded(queue, batchStartMs).length;
  const running = queue.running.reduce((sum, entry) => sum + (entry.progress?.fraction ?? 0), 0);
  return Math.min(1, (done + running) / (done + queue.running.length + queue.pending.length));
}

/** Tasks that failed since the window was last looked at (epoch milliseconds). */
export function countFailures(queue: QueueView, seenMs: number): number {
  return queue.finished.filter((item) => hasFailed(item) && Date.parse(item.timestamp) > seenMs).length;
}

export function hasFailed({ outcome }: HistoryItem): boolean {
  return outcome.status === 'failed';
}
