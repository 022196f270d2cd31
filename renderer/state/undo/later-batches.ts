import type { BatchSummary } from '../../../src/contract/changes';

/**
 * The later batches that going back to before one takes along, newest first. The core counts for each batch those after it that are still in force, so
 * one that is in force makes the count of the next older one larger. Pure.
 */
export function listLater(batches: readonly BatchSummary[], id: string): BatchSummary[] {
  const position = batches.findIndex((batch) => batch.id === id);
  return batches.slice(0, Math.max(0, position)).filter((batch, at) => {
    const older = batches[at + 1];
    return older !== undefined && older.undo.laterBatches > batch.undo.laterBatches;
  });
}
