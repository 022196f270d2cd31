import type { BatchSummary, UndoableTask } from '../changes';
import { isChangeOf } from '../tasks/task-outcome';

/**
 * The last thing that a person had done and can take back: what one task changed, by itself; or a batch of several tasks, by the
 * snapshot from before it.
 */
export type UndoOffer = { way: 'alone'; task: UndoableTask } | SnapshotOffer;

interface SnapshotOffer {
  way: 'snapshot';
  batch: BatchSummary;
  snapshot: string;
}

/**
 * What is known of the changes of a batch, one for each task that was done; callers use ids again, so only what was changed meanwhile is its own. What
 * takes something back is no change: whoever goes on undoing wants the one before.
 */
function ownOf(batch: BatchSummary, undoable: readonly UndoableTask[]) {
  const done = batch.tasks.filter(({ result, kind }) => result === 'success' && kind !== 'undo');
  return done.map(({ ui_id: uiId }) => undoable.find((one) => one.ui_id === uiId && isChangeOf(batch, one)) ?? null);
}

function offerOf(batch: BatchSummary, undoable: readonly UndoableTask[]): UndoOffer | null {
  const own = ownOf(batch, undoable);
  const [last, ...others] = own.filter((task) => task?.state !== 'taken-back');
  const isSettled = last === undefined && (own.length > 0 || batch.tasks.some(({ kind }) => kind === 'undo'));
  if (isSettled) return null;
  if (last != null && others.length === 0) return { way: 'alone', task: last };
  const { snapshot } = batch.undo;
  return snapshot === null ? null : { way: 'snapshot', batch, snapshot };
}

/** What "Undo" offers; null when there is nothing to take back. Both newest first. */
export function findUndo(batches: readonly BatchSummary[], undoable: readonly UndoableTask[]): UndoOffer | null {
  for (const batch of batches) {
    const offer = offerOf(batch, undoable);
    if (offer !== null) return offer;
  }
  return null;
}
