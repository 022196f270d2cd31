import type { PackRecord } from './pack-record';

/** The packs in each order, sorted once per change of the list rather than once per keystroke. */
export interface PackOrders {
  byName: readonly PackRecord[];
  byStars: readonly PackRecord[];
  byUpdated: readonly PackRecord[];
}

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/** Sorts packs by their titles, as people would. */
export function sortByName(records: readonly PackRecord[]): PackRecord[] {
  return records.toSorted((a, b) => collator.compare(a.title, b.title));
}

/** Sorts the packs in every order that the list offers. */
export function orderPacks(records: readonly PackRecord[]): PackOrders {
  const byName = sortByName(records);
  return {
    byName,
    byStars: byName.toSorted((a, b) => (b.stars ?? -1) - (a.stars ?? -1)),
    byUpdated: byName.toSorted((a, b) => (b.updatedAtMs ?? 0) - (a.updatedAtMs ?? 0)),
  };
}
