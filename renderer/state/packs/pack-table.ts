import { hashName } from '../../../src/contract/pack-names';
import {
  compareStars,
  compareTitles,
  namesOfRow,
  tableFormat,
  type TableRow,
} from '../../../src/contract/pack-table/pack-table';
import { writeRow, writeTable } from '../../../src/contract/pack-table/file';
import { layColumns, readHead, sizeOfColumns, type TableColumns } from '../../../src/contract/pack-table/layout';
import { restore, type RowTexts, splitRow } from '../../../src/contract/pack-table/row';

/** A table of packs: nothing of it is an object until somebody looks at a row. Rows are numbers, those with most stars first. */
export interface PackTable extends TableColumns {
  fingerprint: string;
  rows: number;
  /** All rows as they are searched. */
  text: string;
  /** What of the rows is not searched, in UTF-8. */
  rest: Uint8Array;
}

type Transferable = ArrayBuffer & { transfer?: (length: number) => ArrayBuffer };

/** The bytes before `end`, which are all that stays in memory where the engine can give memory back. */
function keepUntil(bytes: Uint8Array<ArrayBuffer>, end: number): ArrayBuffer {
  const buffer: Transferable = bytes.buffer;
  return buffer.transfer?.(end) ?? buffer;
}

/**
 * Reads the file of a table, and takes its memory over. Null when it is of another version of the app, or damaged.
 *
 * @param bytes All of a buffer.
 */
export function readTable(bytes: Uint8Array<ArrayBuffer>): PackTable | null {
  try {
    const { head, end } = readHead(bytes);
    if (head.format !== tableFormat) return null;
    const restStart = end + sizeOfColumns(head);
    const textStart = restStart + head.restBytes;
    if (bytes.length !== textStart + head.textBytes) return null;
    // ASCII, for which this is the fastest way.
    const text = new TextDecoder('latin1').decode(bytes.subarray(textStart));
    const buffer = keepUntil(bytes, textStart);
    const rest = new Uint8Array(buffer, restStart, head.restBytes);
    return { ...layColumns(buffer, end, head), fingerprint: head.fingerprint, rows: head.rows, text, rest };
  } catch {
    return null;
  }
}

const encoder = new TextEncoder();
const encode = (text: string): Uint8Array => encoder.encode(text);

/** Makes a table of a short list, as the core makes one of the catalogue. */
export function makeTable(packs: readonly TableRow[]): PackTable {
  const titled = packs.toSorted(compareTitles);
  const rows = titled.toSorted(compareStars);
  const timeOf = (time: string | null | undefined) => (time ? Date.parse(time) : 0);
  const numbersOf = (list: readonly TableRow[]) => list.map((row) => rows.indexOf(row));
  const orders = {
    byName: numbersOf(titled),
    byUpdated: numbersOf(titled.toSorted((a, b) => timeOf(b.updatedAt) - timeOf(a.updatedAt))),
    byDownloads: numbersOf(titled.toSorted((a, b) => (b.downloads ?? -1) - (a.downloads ?? -1))),
    byCreated: numbersOf(titled.toSorted((a, b) => timeOf(b.createdAt) - timeOf(a.createdAt))),
  };
  const table = readTable(
    writeTable(
      rows.map((row) => writeRow(row, encode)),
      orders,
      () => '',
    ),
  );
  if (table === null) throw new Error('A table that was just made could not be read.');
  return table;
}

/** A table without a row. */
export const emptyTable = makeTable([]);

const decoder = new TextDecoder();

/** A row as it is shown. */
export function readRow({ text, textStarts, capitals, rest, restStarts }: PackTable, row: number): RowTexts {
  const start = textStarts[row] ?? 0;
  const isCapital = (at: number): boolean => (((capitals[(start + at) >> 3] ?? 0) >> ((start + at) & 7)) & 1) === 1;
  const shown = restore(text.slice(start, textStarts[row + 1]), isCapital);
  return splitRow(shown, decoder.decode(rest.subarray(restStarts[row], restStarts[row + 1])));
}

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

/** The first row that has a folded name, and is the one meant; undefined where there is none. */
export function findRow(
  table: PackTable,
  folded: string,
  isMeant: (texts: RowTexts) => boolean = (texts) => namesOfRow(texts).includes(folded),
): number | undefined {
  const { nameHashes, nameRows } = table;
  const hash = hashName(folded);
  for (let place = firstPlace(nameHashes, hash); nameHashes[place] === hash; place += 1) {
    const row = nameRows[place];
    // Two names may share a hash.
    if (row !== undefined && isMeant(readRow(table, row))) return row;
  }
  return undefined;
}
