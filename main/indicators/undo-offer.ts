import { shortenVersion } from '../../src/contract/text/version';
import type { BatchSummary, UndoableTask, UndoStep } from '../../src/contract/changes';
import { isChangeOf } from '../../src/contract/task-outcome';
import type { SnapshotChange } from '../../src/contract/snapshots';
import { describeDone, describeFailed } from '../shell/task-words';
import type { Translate } from '../texts/texts';

/**
 * The last thing that a person had done and can take back: what one task changed, by itself; or a batch of several tasks, by the
 * snapshot from before it.
 */
export type UndoOffer = { way: 'alone'; task: UndoableTask } | SnapshotOffer;

interface SnapshotOffer {
  way: 'snapshot';
  batch: Pick<BatchSummary, 'id' | 'tasks'>;
  snapshot: string;
  /** Batches after it that go with it. */
  laterBatches: number;
}

const maxListed = 12;

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
  const { snapshot, laterBatches } = batch.undo;
  return snapshot === null ? null : { way: 'snapshot', batch, snapshot, laterBatches };
}

/** What "Undo" offers; null when there is nothing to take back. Both newest first. */
export function findUndo(batches: readonly BatchSummary[], undoable: readonly UndoableTask[]): UndoOffer | null {
  for (const batch of batches) {
    const offer = offerOf(batch, undoable);
    if (offer !== null) return offer;
  }
  return null;
}

/** What would be taken back, in few words. */
export function describeOffer(offer: UndoOffer, t: Translate): string {
  return offer.way === 'alone' ? describeDone(offer.task, t) : describeBatch(offer.batch.tasks, t);
}

/** What a batch did, in few words: `Installed my-pack`, `Installed my-pack and 2 more`. */
export function describeBatch(tasks: BatchSummary['tasks'], t: Translate): string {
  // A task that failed may have changed something all the same; it is named when nothing else was done.
  const done = tasks.filter(({ result }) => result === 'success');
  const [first, ...others] = done.length > 0 ? done : tasks;
  if (!first) return '';
  const task = done.length > 0 ? describeDone(first, t) : describeFailed(first, t);
  return others.length === 0 ? task : t('tasks.andMore', { task, count: others.length });
}

/** What a way back would do, one line for each change; what stays as it is says nothing. */
export function listChanges(changes: readonly (SnapshotChange | UndoStep)[], t: Translate): string[] {
  const lines = changes.flatMap((change) => describeChange(change, t) ?? []);
  const shown = lines.slice(0, maxListed).map((line) => `•  ${line}`);
  const more = lines.length - shown.length;
  return more > 0 ? [...shown, t('tasks.more', { count: more })] : shown;
}

function describeChange({ name, action, from, to }: SnapshotChange | UndoStep, t: Translate): string | null {
  if (action === 'leave') return null;
  return t(`undo.change.${action}`, { name, from: shortenOrUnknown(from), to: shortenOrUnknown(to) });
}

const shortenOrUnknown = (version: string | null): string => (version === null ? '?' : shortenVersion(version));
