import { readSnapshotName } from './snapshot-name';
import { formatMoment } from '../texts/formatting';

/** What a snapshot is called: the name a person gave it, else when it was taken. */
export function titleOf(name: string): string {
  const { label, takenAtMs } = readSnapshotName(name);
  if (label !== '') return label;
  return takenAtMs === null ? name : formatMoment(takenAtMs);
}
