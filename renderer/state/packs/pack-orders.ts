import { compareTitles } from '../../../src/contract/pack-table/pack-table';
import { type PackTable, readRow } from './pack-table';

/** The numbers of all rows in each order. */
export interface PackOrders {
  byName: Uint32Array;
  byStars: Uint32Array;
  byUpdated: Uint32Array;
  byDownloads: Uint32Array;
  byCreated: Uint32Array;
}

/** Numbers from one up to another that is left out. */
function countUp(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to - from }, (_none, at) => from + at);
}

function append(order: Uint32Array, more: Uint32Array): Uint32Array {
  const all = new Uint32Array(order.length + more.length);
  all.set(order);
  all.set(more, order.length);
  return all;
}

/** Where a title belongs in a table that is sorted by title. */
function findPlace(table: PackTable, title: string): number {
  let [low, high] = [0, table.rows];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareTitles(readRow(table, table.byName[middle] ?? 0), { title }) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Both tables by title: twenty thousand titles are not compared anew for each change on disk. */
function mergeByName(listed: PackTable, unlisted: PackTable): Uint32Array {
  const merged = new Uint32Array(listed.rows + unlisted.rows);
  let from = 0;
  for (const [at, row] of unlisted.byName.entries()) {
    const place = findPlace(listed, readRow(unlisted, row).title);
    merged.set(listed.byName.subarray(from, place), from + at);
    merged[place + at] = listed.rows + row;
    from = place;
  }
  merged.set(listed.byName.subarray(from), from + unlisted.rows);
  return merged;
}

/** The orders of all packs: those that only the disk knows have neither stars, a date nor downloads, and come last where those count. */
export function orderAll(listed: PackTable, unlisted: PackTable): PackOrders {
  const more = countUp(listed.rows, listed.rows + unlisted.rows);
  return {
    byStars: countUp(0, listed.rows + unlisted.rows),
    byName: mergeByName(listed, unlisted),
    byUpdated: append(listed.byUpdated, more),
    byDownloads: append(listed.byDownloads, more),
    byCreated: append(listed.byCreated, more),
  };
}
