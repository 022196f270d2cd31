import { readSnapshotName } from '../../src/contract/text/snapshot-name';
import { formatMoment } from './formatting';

/** What a snapshot is called: the name a person gave it, else when it was taken. */
export function titleOfSnapshot(name: string): string {
  const { label, takenAtMs } = readSnapshotName(name);
  if (label !== '') return label;
  return takenAtMs === null ? name : formatMoment(takenAtMs);
}
