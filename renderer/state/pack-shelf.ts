import { foldName } from '../../src/contract/pack-names';
import {
  type CatalogueAge,
  compareStars,
  compareTitles,
  makeHead,
  makePart,
  type TableRow,
} from '../../src/contract/pack-table';
import type { LocalPack } from '../../src/contract/packs';
import { listNames, matchDisk, replaceLines } from './merge-packs';
import { insertByName, type PackOrders } from './pack-orders';
import { type PackRecord, readPart } from './pack-record';
import { assembleTable, type PreparedCatalogue } from './pack-table';

/** Finds a pack by any name that tasks and lists use for it. */
export type FindPack = (name: string) => PackRecord | undefined;

/** All packs there are, in every order and by every name. */
export interface PackShelf {
  orders: PackOrders;
  /** By the key of a record, as the URL keeps it. */
  findByKey: FindPack;
  findByName: FindPack;
}

/** Prepares a list of packs as the core prepares the catalogue, in one go: for short lists. */
export function prepareCatalogue({ packs }: { packs: readonly TableRow[] } & Partial<CatalogueAge>): PreparedCatalogue {
  const titled = packs.toSorted(compareTitles);
  const rows = titled.toSorted(compareStars);
  const timeOf = ({ updatedAt }: TableRow) => (updatedAt === null ? 0 : Date.parse(updatedAt));
  const numbersOf = (list: readonly TableRow[]) => list.map((row) => rows.indexOf(row));
  const byUpdated = numbersOf(titled.toSorted((a, b) => timeOf(b) - timeOf(a)));
  return assembleTable(makeHead(rows, { byName: numbersOf(titled), byUpdated }), readPart(makePart(rows)));
}

/** Puts what is on disk onto a prepared catalogue. */
export function createShelf(prepared: PreparedCatalogue, locals: readonly LocalPack[]): PackShelf {
  const disk = matchDisk(prepared.findByName, locals);
  const onDisk = [...disk.strangers, ...disk.replaced.values()];
  const diskByKey = new Map(onDisk.map((record) => [record.key, record]));
  const diskByName = new Map(onDisk.flatMap((record) => listNames(record).map((name) => [name, record] as const)));
  const { orders } = prepared;
  return {
    orders: {
      byName: insertByName(replaceLines(orders.byName, disk), disk.strangers),
      byStars: [...replaceLines(orders.byStars, disk), ...disk.strangers],
      byUpdated: [...replaceLines(orders.byUpdated, disk), ...disk.strangers],
    },
    findByKey: (key) => diskByKey.get(key) ?? prepared.findByKey(key),
    findByName: (name) => diskByName.get(foldName(name)) ?? prepared.findByName(foldName(name)),
  };
}
