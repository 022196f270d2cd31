import type { SnapshotContents, SnapshotOutline } from '../../contract/snapshots';
import { readRecorded, type Recorded } from './recorded';
import { listThings } from './recorded-things';
import { planSnapshot } from './snapshot-plan';
import { composeSnapshot, type SnapshotState } from './state';

function countContents(recorded: Recorded): SnapshotContents {
  const things = [...listThings(recorded).values()];
  const packs = things.filter(({ subject }) => subject === 'pack' || subject === 'file');
  return {
    comfyui: recorded.comfyCommit,
    packs: packs.filter(({ isEnabled }) => isEnabled).length,
    disabledPacks: packs.filter(({ isEnabled }) => !isEnabled).length,
    packages: recorded.pips === null ? null : things.filter(({ subject }) => subject === 'python').length,
  };
}

/** What is left as it is counts as no change. */
function countRestored(recorded: Recorded, state: SnapshotState): NonNullable<SnapshotOutline['restores']> {
  const counts = { comfyui: 0, packs: 0, packages: 0 };
  for (const { subject, action } of planSnapshot(recorded, state, null)) {
    if (action === 'leave') continue;
    if (subject === 'comfyui') counts.comfyui += 1;
    else if (subject === 'python') counts.packages += 1;
    else counts.packs += 1;
  }
  return counts;
}

/** What a snapshot holds and how far it is from what is there, in numbers. Null stands for a document, or a state, that cannot be read. Pure. */
export function outlineSnapshot(name: string, recorded: Recorded | null, state: SnapshotState | null): SnapshotOutline {
  if (recorded === null) return { name, holds: null, restores: null };
  return { name, holds: countContents(recorded), restores: state === null ? null : countRestored(recorded, state) };
}

/** What a snapshot of this state would hold; null where it could not be read again. Pure. */
export function outlineNow(state: SnapshotState): SnapshotContents | null {
  const recorded = readRecorded(composeSnapshot(state));
  return recorded && countContents(recorded);
}
