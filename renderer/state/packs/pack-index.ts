import { foldName } from '../../../src/contract/pack-names';
import { compareTitles, namesOfRow } from '../../../src/contract/pack-table/pack-table';
import type { LocalPack } from '../../../src/contract/packs';
import { standOnDisk, findLine, matchDisk, namesOnDisk } from './merge-packs';
import { orderAll, type PackOrders } from './pack-orders';
import { type OnDisk, type PackRecord, readRecord, rowOfLocal } from './pack-record';
import { findRow, makeTable, type PackTable, readRow } from './pack-table';

/** Finds a pack by any name that tasks and lists use for it. */
export type FindPack = (name: string) => PackRecord | undefined;

/** Marks of a row, to be added up: what the chips of the list count by. */
export const flags = {
  ...{ registry: 1, onDisk: 2, update: 4, disabled: 8, held: 16, problem: 32, favourite: 64 },
  leftOut: 128,
} as const;
/** Above every sum of them. */
export const flagSums = 256;

/** All packs there are. Rows are numbers: first those of the catalogue, then those that only the disk knows. */
export interface PackIndex {
  count: number;
  listed: PackTable;
  unlisted: PackTable;
  orders: PackOrders;
  /** The `flags` of each row. */
  flagsOf: Uint8Array;
  /** The record of a row; the same one while it is looked at. */
  recordAt: (row: number) => PackRecord;
  /** By the key of a record, as the URL keeps it. */
  rowOfKey: (key: string) => number | undefined;
  findByKey: FindPack;
  findByName: FindPack;
  /** The packs on disk, by title. */
  listOnDisk: () => readonly PackRecord[];
}

/** The packs that have an update, by title: Home, Packs, the tray, the palette and the review all count these. */
export function listUpdates(packIndex: PackIndex): readonly PackRecord[] {
  return packIndex.listOnDisk().filter(({ state }) => state === 'update');
}

function flagOfStanding(local: OnDisk['local']): number {
  if (local?.standing?.state === 'did-not-load') return flags.problem;
  return local?.standing?.state === 'left-out' ? flags.leftOut : 0;
}

function flagsFor({ local, state, isRegistry }: OnDisk): number {
  const of = { absent: 0, installed: 0, update: flags.update, disabled: flags.disabled } as const;
  const held = local?.hold === undefined ? 0 : flags.held;
  return flags.onDisk + of[state] + held + flagOfStanding(local) + (isRegistry ? flags.registry : 0);
}

/** Scrolling through the whole list must not leave an object for every row in memory. */
const rememberedRecords = 300;

function remember(read: (row: number) => PackRecord): (row: number) => PackRecord {
  const known = new Map<number, PackRecord>();
  return (row) => {
    const record = known.get(row) ?? read(row);
    if (known.size >= rememberedRecords) known.clear();
    known.set(row, record);
    return record;
  };
}

/** The packs that only the disk knows, as a table of their own. */
function listUnlisted(locals: readonly LocalPack[]) {
  // In the order of the table's rows, which all lack stars.
  const sorted = locals.toSorted((a, b) => compareTitles({ title: a.name }, { title: b.name }));
  return { unlisted: makeTable(sorted.map(rowOfLocal)), sorted };
}

/** What is on disk, by row and by every name that a task can give it. */
function readDisk(listed: PackTable, locals: readonly LocalPack[]) {
  const { lines, unlisted: copies } = matchDisk(listed, locals);
  const { unlisted, sorted } = listUnlisted(copies);
  const onDisk = new Map([
    ...lines,
    ...sorted.map((local, at) => [listed.rows + at, standOnDisk(local, null)] as const),
  ]);
  const names = [...onDisk].flatMap(([row, { local }]) => {
    const known = row < listed.rows ? namesOfRow(readRow(listed, row)) : [];
    return [...known, ...(local ? namesOnDisk(local) : [])].map((name) => [name, row] as const);
  });
  const rowsByKey = new Map(sorted.map(({ key }, at) => [key, listed.rows + at]));
  return { unlisted, onDisk, rowsByName: new Map(names), rowsByKey };
}

/** Puts what is on disk onto a catalogue. */
export function createPackIndex(listed: PackTable, locals: readonly LocalPack[]): PackIndex {
  const { unlisted, onDisk, rowsByName, rowsByKey } = readDisk(listed, locals);
  const count = listed.rows + unlisted.rows;
  const flagsOf = new Uint8Array(count);
  flagsOf.set(listed.registry);
  for (const [row, disk] of onDisk) flagsOf[row] = flagsFor(disk);
  const recordAt = remember((row) => {
    const disk = onDisk.get(row);
    if (row < listed.rows) return readRecord(listed, row, { isListed: true, onDisk: disk });
    const record = readRecord(unlisted, row - listed.rows, { isListed: false, onDisk: disk });
    // A folder may be called what no line of a catalogue may.
    return { ...record, key: disk?.local?.key ?? record.key };
  });
  const rowOfKey = (key: string): number | undefined =>
    rowsByKey.get(key) ?? findRow(listed, foldName(key), (texts) => texts.key === key);
  const recordOf = (row: number | undefined) => (row === undefined ? undefined : recordAt(row));
  const orders = orderAll(listed, unlisted);
  return {
    ...{ count, listed, unlisted, orders, flagsOf, recordAt, rowOfKey },
    findByKey: (key) => recordOf(rowOfKey(key)),
    findByName: (name) => recordOf(rowsByName.get(foldName(name)) ?? findRow(listed, foldName(name))),
    listOnDisk: () => [...onDisk.keys()].map(recordAt).toSorted(compareTitles),
  };
}

/** Only those packs on disk that are among the rows: of the first rows alone nobody can tell whether the others are listed. */
export function createFirstPackIndex(first: PackTable, locals: readonly LocalPack[]): PackIndex {
  return createPackIndex(
    first,
    locals.filter((local) => findLine(first, local) !== undefined),
  );
}
