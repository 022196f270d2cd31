import { hashName } from '../pack-names';
import { namesOfRow, tableFormat, type TableRow } from './pack-table';
import { joinHead, layColumns, putAscii, sizeOfColumns, type TableColumns } from './layout';
import { joinRow, type JoinedRow } from './row';

/** A row on its way into a file. */
export interface WrittenRow extends Omit<JoinedRow, 'rest'> {
  rest: Uint8Array;
  nameHashes: readonly number[];
  stars: number;
  downloads: number;
  updatedMs: number;
  createdMs: number;
  registry: 0 | 1;
  needs: 0 | 1;
}

function timeOfRow(time: string | null | undefined): number {
  return time ? Date.parse(time) : Number.NaN;
}

/**
 * Prepares one row: what takes long, for a caller that gives way between rows.
 *
 * @param encode A text in UTF-8: no module of the contract knows of the world around it.
 */
export function writeRow(row: TableRow, encode: (text: string) => Uint8Array): WrittenRow {
  const joined = joinRow(row);
  return {
    ...joined,
    rest: encode(joined.rest),
    nameHashes: namesOfRow(row).map(hashName),
    stars: row.stars ?? -1,
    downloads: row.downloads ?? -1,
    updatedMs: timeOfRow(row.updatedAt),
    createdMs: timeOfRow(row.createdAt),
    registry: row.registryId === null ? 0 : 1,
    needs: row.needs === undefined ? 0 : 1,
  };
}

/** How the rows of a table stand in the orders that are not their own. */
export type TableOrders = Record<'byName' | 'byUpdated' | 'byDownloads' | 'byCreated', readonly number[]>;

function fillCapitals(bits: Uint8Array, capitals: readonly number[], start: number): void {
  for (const at of capitals) {
    const byte = (start + at) >> 3;
    bits[byte] = (bits[byte] ?? 0) | (1 << ((start + at) & 7));
  }
}

function fillRows(columns: TableColumns, rows: readonly WrittenRow[]): void {
  let [text, rest] = [0, 0];
  for (const [at, row] of rows.entries()) {
    columns.textStarts[at] = text;
    columns.titleEnds[at] = text + row.ends[0];
    columns.authorEnds[at] = text + row.ends[1];
    columns.nodesEnds[at] = text + row.ends[2];
    columns.tagStarts[at] = text + row.ends[3];
    columns.restStarts[at] = rest;
    columns.updated[at] = row.updatedMs;
    columns.created[at] = row.createdMs;
    columns.stars[at] = row.stars;
    columns.downloads[at] = row.downloads;
    columns.needs[at] = row.needs;
    columns.registry[at] = row.registry;
    text += row.text.length;
    rest += row.rest.length;
    fillCapitals(columns.capitals, row.capitals, columns.textStarts[at]);
  }
  columns.textStarts[rows.length] = text;
  columns.restStarts[rows.length] = rest;
}

/** A hash and a row number fit into one number that sorts by both: 32 and 20 bits of 53. */
const rowLimit = 2 ** 20;

/** Of two rows that share a name the first is meant, as in a list that is looked through from its top. */
function fillNames({ nameHashes, nameRows }: TableColumns, rows: readonly WrittenRow[]): void {
  const named = rows.flatMap((row, at) => row.nameHashes.map((hash) => hash * rowLimit + at));
  for (const [place, both] of Float64Array.from(named).sort().entries()) {
    nameHashes[place] = Math.floor(both / rowLimit);
    nameRows[place] = both % rowLimit;
  }
}

function sumOf(rows: readonly WrittenRow[], countOf: (row: WrittenRow) => number): number {
  return rows.reduce((total, row) => total + countOf(row), 0);
}

/**
 * The file of a table (`TableHead`, `TableColumns`, what is not searched, what is).
 *
 * @param rows At most 1,048,576 of them, those with most stars first.
 * @param printOf Makes the fingerprint of everything behind the head.
 */
export function writeTable(
  rows: readonly WrittenRow[],
  orders: TableOrders,
  printOf: (body: Uint8Array) => string,
): Uint8Array<ArrayBuffer> {
  const text = rows.map((row) => row.text).join('');
  const counts = {
    rows: rows.length,
    names: sumOf(rows, ({ nameHashes }) => nameHashes.length),
    restBytes: sumOf(rows, ({ rest }) => rest.length),
    textBytes: text.length,
  };
  const restStart = sizeOfColumns(counts);
  const body = new Uint8Array(restStart + counts.restBytes + counts.textBytes);
  const columns = layColumns(body.buffer, 0, counts);
  fillRows(columns, rows);
  fillNames(columns, rows);
  columns.byName.set(orders.byName);
  columns.byUpdated.set(orders.byUpdated);
  columns.byDownloads.set(orders.byDownloads);
  columns.byCreated.set(orders.byCreated);
  for (const [at, { rest }] of rows.entries()) body.set(rest, restStart + (columns.restStarts[at] ?? 0));
  putAscii(text, body.subarray(restStart + counts.restBytes));
  return joinHead({ format: tableFormat, fingerprint: printOf(body), ...counts }, body);
}
