import { compareTitles } from '../../src/contract/pack-table';
import type { PackRecord } from './pack-record';

/** The packs in each order, sorted once per change of the list rather than once per keystroke. */
export interface PackOrders {
  byName: readonly PackRecord[];
  byStars: readonly PackRecord[];
  byUpdated: readonly PackRecord[];
}

/** Where a pack belongs in a list that is sorted by title. */
function findPlace(sorted: readonly PackRecord[], record: PackRecord): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = sorted[middle];
    if (other !== undefined && compareTitles(other, record) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A list sorted by title with a few more packs in their places: twenty thousand titles are not compared anew for each change on disk. */
export function insertByName(sorted: readonly PackRecord[], more: readonly PackRecord[]): readonly PackRecord[] {
  if (more.length === 0) return sorted;
  const placed = more.toSorted(compareTitles).map((record) => ({ record, place: findPlace(sorted, record) }));
  const merged: PackRecord[] = [];
  let from = 0;
  for (const { record, place } of placed) {
    for (; from < place; from += 1) pushIfThere(merged, sorted[from]);
    merged.push(record);
  }
  for (; from < sorted.length; from += 1) pushIfThere(merged, sorted[from]);
  return merged;
}

function pushIfThere(list: PackRecord[], record: PackRecord | undefined): void {
  if (record !== undefined) list.push(record);
}
