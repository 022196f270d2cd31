import type { Catalogue, LocalPack } from '../../src/contract/packs';
import { foldName, indexNames, listNames, matchDisk, mergePacks } from './merge-packs';
import { orderPacks, type PackOrders, sortByName } from './pack-orders';
import { createRecord, type PackRecord } from './pack-record';

/** Finds a pack by any name that tasks and lists use for it. */
export type FindPack = (name: string) => PackRecord | undefined;

/** All packs there are, in every order and by every name. */
export interface PackShelf {
  orders: PackOrders;
  /** By the key of a record, as the URL keeps it. */
  findByKey: FindPack;
  findByName: FindPack;
}

/** The part of a shelf that only depends on the catalogue: the dear part, made once per catalogue. */
export interface PreparedCatalogue {
  orders: PackOrders;
  byName: ReadonlyMap<string, PackRecord>;
  byKey: ReadonlyMap<string, PackRecord>;
}

/** Prepares text, orders and names of a catalogue. */
export function prepareCatalogue(catalogue: Catalogue | null): PreparedCatalogue {
  const records = (catalogue?.packs ?? []).map(createRecord);
  return {
    orders: orderPacks(records),
    byName: indexNames(records),
    byKey: new Map(records.map((record) => [record.key, record])),
  };
}

/** Puts what is on disk onto a prepared catalogue; only names are put in order again, which are nearly so. */
export function createShelf(prepared: PreparedCatalogue, locals: readonly LocalPack[]): PackShelf {
  const disk = matchDisk(prepared.byName, locals);
  const onDisk = [...disk.strangers, ...disk.replaced.values()];
  const diskByKey = new Map(onDisk.map((record) => [record.key, record]));
  const diskByName = new Map(onDisk.flatMap((record) => listNames(record).map((name) => [name, record] as const)));
  const { orders } = prepared;
  return {
    orders: {
      byName: sortByName(mergePacks(orders.byName, disk)),
      byStars: mergePacks(orders.byStars, disk),
      byUpdated: mergePacks(orders.byUpdated, disk),
    },
    findByKey: (key) => diskByKey.get(key) ?? prepared.byKey.get(key),
    findByName: (name) => diskByName.get(foldName(name)) ?? prepared.byName.get(foldName(name)),
  };
}
