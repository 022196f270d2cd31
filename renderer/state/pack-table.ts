import { foldName, hashName } from '../../src/contract/pack-names';
import { tableFormat, type TableHead, type TablePart } from '../../src/contract/pack-table';
import { listNames } from './merge-packs';
import type { PackOrders } from './pack-orders';
import { type PackRecord, readPart } from './pack-record';

/** A table that was read: the part of the list that only depends on the catalogue. */
export interface PreparedCatalogue {
  orders: PackOrders;
  /** By a folded name; of two that share a name the first is meant. */
  findByName: (name: string) => PackRecord | undefined;
  /** By the key of a record. */
  findByKey: (key: string) => PackRecord | undefined;
}

/** A catalogue without a line. */
export const emptyCatalogue: PreparedCatalogue = {
  orders: { byName: [], byStars: [], byUpdated: [] },
  findByName: () => undefined,
  findByKey: () => undefined,
};

/** The place of the first hash that is not below the wanted one. */
function firstPlace(hashes: Uint32Array, wanted: number): number {
  let [low, high] = [0, hashes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((hashes[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Head = Omit<TableHead, 'fingerprint'>;

/** Looks rows up by the hash of a name: a map of all names would take longer to fill than the whole table to read. */
function createLookUp(head: Head, records: readonly PackRecord[]) {
  const hashes = Uint32Array.from(head.nameHashes);
  const rows = Uint32Array.from(head.nameRows);
  return (folded: string, isMeant: (record: PackRecord) => boolean): PackRecord | undefined => {
    const hash = hashName(folded);
    for (let place = firstPlace(hashes, hash); hashes[place] === hash; place += 1) {
      const record = records[rows[place] ?? -1];
      if (record && isMeant(record)) return record;
    }
    return undefined;
  };
}

/** Puts the rows of a table together with its head. */
export function assembleTable(head: Head, records: readonly PackRecord[]): PreparedCatalogue {
  const pick = (rows: readonly number[]) => rows.flatMap((row) => records[row] ?? []);
  const lookUp = createLookUp(head, records);
  return {
    orders: { byStars: records, byName: pick(head.byName), byUpdated: pick(head.byUpdated) },
    findByName: (name) => lookUp(name, (record) => listNames(record).includes(name)),
    findByKey: (key) => lookUp(foldName(key), (record) => record.key === key),
  };
}

/** The first rows of a table, shown until the whole of it was read; in their one order, and found by key. */
export function createFirstRows(part: TablePart): PreparedCatalogue {
  const rows = readPart(part);
  const find = (isMeant: (record: PackRecord) => boolean) => rows.find(isMeant);
  return {
    orders: { byName: rows, byStars: rows, byUpdated: rows },
    findByName: (name) => find((record) => listNames(record).includes(name)),
    findByKey: (key) => find((record) => record.key === key),
  };
}

/** How long the window may be kept busy in one go while a table is read. */
const sliceMs = 8;

function giveWay(): Promise<void> {
  return new Promise((resume) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resume();
    };
    channel.port2.postMessage(null);
  });
}

/** A table as it was written, and what it says about itself. */
export interface ReadTable {
  fingerprint: string;
  catalogue: PreparedCatalogue;
}

const lineFeed = 10;

/** The lines of a text in UTF-8, each decoded when it is its turn. */
function* readLines(bytes: Uint8Array): Generator {
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length;) {
    const found = bytes.indexOf(lineFeed, at);
    const end = found < 0 ? bytes.length : found;
    yield JSON.parse(decoder.decode(bytes.subarray(at, end)));
    at = end + 1;
  }
}

async function readRecords(lines: Iterable<unknown>): Promise<PackRecord[]> {
  const records: PackRecord[] = [];
  let untilMs = performance.now() + sliceMs;
  for (const line of lines) {
    for (const record of readPart(line as TablePart)) records.push(record);
    if (performance.now() < untilMs) continue;
    await giveWay();
    untilMs = performance.now() + sliceMs;
  }
  return records;
}

/** Reads the lines of a table, giving way to keys meanwhile. Null when it is of another version of the app, or damaged. */
export async function readTable(bytes: Uint8Array): Promise<ReadTable | null> {
  try {
    const lines = readLines(bytes);
    const head = lines.next().value as TableHead | undefined;
    if (head?.format !== tableFormat) return null;
    const records = await readRecords(lines);
    if (head.rows !== records.length) return null;
    return { fingerprint: head.fingerprint, catalogue: assembleTable(head, records) };
  } catch {
    return null;
  }
}
