import type { HistoryItem } from '../../src/contract/tasks';

/** Counts, for each finished task, the others of its batch: what changed on disk is recorded of all of them together. */
export function countOthers(finished: readonly HistoryItem[]): (item: HistoryItem) => number {
  const byBatch = new Map<string, number>();
  for (const { batch_id: batchId } of finished) {
    if (batchId !== null) byBatch.set(batchId, (byBatch.get(batchId) ?? 0) + 1);
  }
  return ({ batch_id: batchId }) => (batchId === null ? 0 : (byBatch.get(batchId) ?? 1) - 1);
}
