import type { SnapshotChange, SnapshotContents, SnapshotOutline, SnapshotThing } from '../../contract/snapshots';
import type { Recorded } from './recorded';
import { listThings, type Things } from './recorded-things';
import { planSnapshot } from './snapshot-plan';
import type { SnapshotState } from './state';
import { listStaying } from './surplus';

function countContents(
  found: Things,
  { comfyCommit, pips }: { comfyCommit: string | null; pips: object | null },
): SnapshotContents {
  const things = [...found.values()];
  const packs = things.filter(({ subject }) => subject === 'pack' || subject === 'file');
  return {
    comfyui: comfyCommit,
    packs: packs.filter(({ isEnabled }) => isEnabled).length,
    disabledPacks: packs.filter(({ isEnabled }) => !isEnabled).length,
    packages: pips === null ? null : things.filter(({ subject }) => subject === 'python').length,
  };
}

/** What is left as it is counts as no change. */
function countRestored(changes: readonly SnapshotChange[]): NonNullable<SnapshotOutline['restores']> {
  const counts = { comfyui: 0, packs: 0, packages: 0 };
  for (const { subject, action } of changes) {
    if (action === 'leave') continue;
    if (subject === 'comfyui') counts.comfyui += 1;
    else if (subject === 'python') counts.packages += 1;
    else counts.packs += 1;
  }
  return counts;
}

function countStaying(things: readonly SnapshotThing[]): NonNullable<SnapshotOutline['stays']> {
  const packages = things.filter(({ subject }) => subject === 'python').length;
  return { packs: things.length - packages, packages };
}

/** What is there now, and the same in the words of a snapshot. */
export interface Present {
  state: SnapshotState;
  things: Things;
}

/** What a snapshot holds and how far it is from what is there, in numbers. Null stands for a document, or a state, that cannot be read. Pure. */
export function outlineSnapshot(name: string, recorded: Recorded | null, present: Present | null): SnapshotOutline {
  if (recorded === null) return { name, holds: null, restores: null, stays: null };
  const holds = countContents(listThings(recorded), recorded);
  if (present === null) return { name, holds, restores: null, stays: null };
  const changes = planSnapshot(recorded, present.state, null);
  const staying = listStaying(recorded, present.things, changes);
  return { name, holds, restores: countRestored(changes), stays: countStaying(staying) };
}

/** What a snapshot of this state would hold. Pure. */
export function outlineNow({ state, things }: Present): SnapshotContents {
  return countContents(things, { comfyCommit: state.comfyCommit, pips: state.packages });
}
