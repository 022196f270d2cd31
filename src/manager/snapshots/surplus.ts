import type { SnapshotChange, SnapshotThing } from '../../contract/snapshots';
import { isRecorded } from './compare-recorded';
import { readRecorded, type Recorded } from './recorded';
import { bySubjectAndName, listThings, type Things } from './recorded-things';
import { composeSnapshot, type SnapshotState } from './state';

/** What is there now, in the words of a snapshot. Pure. */
export function listPresent(state: SnapshotState): Things {
  const recorded = readRecorded(composeSnapshot(state));
  return recorded === null ? new Map() : listThings(recorded);
}

const nameOf = ({ subject, name }: Pick<SnapshotThing, 'subject' | 'name'>): string =>
  `${subject} ${name.toLowerCase()}`;

/** What is there and not in a snapshot, and what its restore leaves as it is: no change of `changes` is about it. Pure. */
export function listStaying(recorded: Recorded, present: Things, changes: readonly SnapshotChange[]): SnapshotThing[] {
  const known = listThings(recorded);
  const isTold = new Set(changes.map(nameOf));
  return [...present]
    .filter(([key, thing]) => !known.has(key) && isRecorded(recorded, thing) && !isTold.has(nameOf(thing)))
    .map(([, thing]) => thing)
    .sort(bySubjectAndName);
}
