import type { BatchTask, BatchUndo, ChangeCounts } from '../../contract/changes';

/** What must be known of a batch to say whether it can be taken back. */
export interface UndoFacts {
  tasks: readonly Pick<BatchTask, 'kind' | 'target' | 'result'>[];
  counts: ChangeCounts | null;
  /** Python packages that it brought, and those that it removed. */
  packages: { brought: readonly string[]; removed: readonly string[] };
  /** The automatic snapshot taken before it; null when there is none. */
  snapshot: string | null;
  /** Whether it was made in another installation: here there is nothing to take back, and nothing that goes with others. */
  isCarried: boolean;
}

/** A batch that only restored: the name of the snapshot it went back to. */
function restoredSnapshot({ tasks, isCarried }: UndoFacts): string | null {
  if (isCarried) return null;
  const [first, ...others] = tasks;
  const isRestore = first?.kind === 'restore-snapshot' && first.result === 'success' && others.length === 0;
  return isRestore ? first.target : null;
}

/** How many of the things that a snapshot records changed; null when nobody knows. */
function countRecorded({ counts }: UndoFacts): number | null {
  return counts === null ? null : counts.comfyui + counts.pack + counts.python;
}

/**
 * Which batches, newest first, a later restore has taken back, each with that restore, and which restores did so. A restore that was itself taken back counts for
 * nothing. Only restores of automatic snapshots are seen through: what another snapshot takes back cannot be told from its name.
 */
function findSettled(batches: readonly UndoFacts[]): {
  takenBack: ReadonlyMap<number, UndoFacts>;
  restores: ReadonlySet<number>;
} {
  const takenBack = new Map<number, UndoFacts>();
  const restores = new Set<number>();
  let position = 0;
  while (position < batches.length) {
    const batch = batches[position];
    const snapshot = batch === undefined ? null : restoredSnapshot(batch);
    const oldest = batches.findLastIndex((one) => snapshot !== null && one.snapshot === snapshot);
    if (batch !== undefined && oldest > position) {
      restores.add(position);
      for (let at = position + 1; at <= oldest; at += 1) takenBack.set(at, batch);
    }
    position = Math.max(position, oldest) + 1;
  }
  return { takenBack, restores };
}

function stateOf(batch: UndoFacts, isTakenBack: boolean): BatchUndo['state'] {
  if (batch.isCarried) return 'elsewhere';
  const recorded = countRecorded(batch);
  if (isTakenBack) return 'taken-back';
  if (recorded === 0) return (batch.counts?.model ?? 0) > 0 ? 'only-models' : 'nothing-changed';
  if (batch.snapshot !== null) return 'snapshot';
  return recorded === null ? 'unknown' : 'no-snapshot';
}

/** What a restore has left of a batch: a snapshot holds no models, and takes only those packages away that it was told to. */
function stayingOf({ counts, packages }: UndoFacts, restore: UndoFacts | undefined): BatchUndo['stays'] {
  if (restore === undefined) return { python: 0, model: 0 };
  const gone = new Set(restore.packages.removed);
  return { python: packages.brought.filter((name) => !gone.has(name)).length, model: counts?.model ?? 0 };
}

/** Whether each of these batches, newest first, can be taken back, and how many later ones go with it. Pure. */
export function planUndo(batches: readonly UndoFacts[]): BatchUndo[] {
  const { takenBack, restores } = findSettled(batches);
  let laterBatches = 0;
  return batches.map((batch, position) => {
    const state = stateOf(batch, takenBack.has(position));
    const stays = stayingOf(batch, takenBack.get(position));
    const undo = { state, snapshot: state === 'snapshot' ? batch.snapshot : null, laterBatches, stays };
    const isInForce =
      !batch.isCarried && !takenBack.has(position) && !restores.has(position) && countRecorded(batch) !== 0;
    if (isInForce) laterBatches += 1;
    return undo;
  });
}
