/*
 * The catalogue as the window takes it: one file that the core writes and the window reads without the core. A head in JSON, columns of numbers,
 * what of the rows is not searched, and all rows as they are searched, in one text (pack-table/row.ts). Nothing in it has to be taken apart before the
 * first search.
 * Numbers are little-endian, as on every machine the app runs on.
 */

/** The first line of the file, filled up with spaces to a multiple of 8 bytes. */
export interface TableHead {
  format: number;
  /** A text that is equal for two tables with the same rows. */
  fingerprint: string;
  rows: number;
  /** How many names the rows have together. */
  names: number;
  /** Bytes of what is not searched, in UTF-8. */
  restBytes: number;
  /** Bytes of what is searched, which are as many letters. */
  textBytes: number;
}

type Counts = Pick<TableHead, 'rows' | 'names' | 'textBytes'>;

/** A number for each row, those with most stars first. Places are counted from the beginning of all rows. */
export interface TableColumns {
  /** Milliseconds since 1970; NaN where nobody knows. */
  updated: Float64Array;
  created: Float64Array;
  /** -1 where nobody counted. */
  stars: Int32Array;
  downloads: Int32Array;
  /** Where a row begins in the searched text, and one more for the end of the last one. */
  textStarts: Uint32Array;
  /** Where its title, author and node classes end there. */
  titleEnds: Uint32Array;
  authorEnds: Uint32Array;
  nodesEnds: Uint32Array;
  /** Where its tags begin, which go to its end. */
  tagStarts: Uint32Array;
  /** Where a row begins among the bytes that are not searched, and one more for the end of the last one. */
  restStarts: Uint32Array;
  /** Row numbers in the other orders. */
  byName: Uint32Array;
  byUpdated: Uint32Array;
  byDownloads: Uint32Array;
  byCreated: Uint32Array;
  /** Hashes of all names of all rows (`hashName`), ascending, and the row of each. */
  nameHashes: Uint32Array;
  nameRows: Uint32Array;
  /** 1: the registry has it. */
  registry: Uint8Array;
  /** 1: it says what it runs on. */
  needs: Uint8Array;
  /** A bit for each letter of the searched text, the lowest first: whether it is shown as a capital. */
  capitals: Uint8Array;
}

function bitBytes(bits: number): number {
  return Math.ceil(bits / 8);
}

/** How many bytes the columns take. */
export function sizeOfColumns({ rows, names, textBytes }: Counts): number {
  const [wide, starts, numbers, bytes] = [2, 2, 10, 2];
  const ofRows = wide * 8 * rows + starts * 4 * (rows + 1) + numbers * 4 * rows + bytes * rows;
  return ofRows + 2 * 4 * names + bitBytes(textBytes);
}

/** The columns that lie in a buffer from `start`, a multiple of 8. Throws a RangeError when the buffer ends before they do. */
export function layColumns(buffer: ArrayBuffer, start: number, counts: Counts): TableColumns {
  const { rows, names, textBytes } = counts;
  let end = start;
  const skip = (bytes: number): number => {
    const at = end;
    end += bytes;
    return at;
  };
  const numbers = (count: number) => new Uint32Array(buffer, skip(4 * count), count);
  // The widest first, so that each column lies where its numbers may lie.
  return {
    updated: new Float64Array(buffer, skip(8 * rows), rows),
    created: new Float64Array(buffer, skip(8 * rows), rows),
    stars: new Int32Array(buffer, skip(4 * rows), rows),
    downloads: new Int32Array(buffer, skip(4 * rows), rows),
    textStarts: numbers(rows + 1),
    titleEnds: numbers(rows),
    authorEnds: numbers(rows),
    nodesEnds: numbers(rows),
    tagStarts: numbers(rows),
    restStarts: numbers(rows + 1),
    byName: numbers(rows),
    byUpdated: numbers(rows),
    byDownloads: numbers(rows),
    byCreated: numbers(rows),
    nameHashes: numbers(names),
    nameRows: numbers(names),
    registry: new Uint8Array(buffer, skip(rows), rows),
    needs: new Uint8Array(buffer, skip(rows), rows),
    capitals: new Uint8Array(buffer, skip(bitBytes(textBytes)), bitBytes(textBytes)),
  };
}

const lineFeed = 10;

/** Writes a text of ASCII into bytes. */
export function putAscii(text: string, bytes: Uint8Array): void {
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
}

/** Puts the head before the rest of a file. */
export function joinHead(head: TableHead, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const json = JSON.stringify(head);
  const line = `${json.padEnd(Math.ceil((json.length + 1) / 8) * 8 - 1)}\n`;
  const file = new Uint8Array(line.length + body.length);
  putAscii(line, file);
  file.set(body, line.length);
  return file;
}

/** Much longer than any head; of what is no table not all is looked at. */
const longestHead = 1000;

/** The head of a file, and where it ends. Throws when there is none. */
export function readHead(bytes: Uint8Array): { head: TableHead; end: number } {
  const end = bytes.indexOf(lineFeed) + 1;
  // Our own file: the core writes it, and its format is the first thing that is asked of it.
  return { head: JSON.parse(String.fromCharCode(...bytes.subarray(0, Math.min(end, longestHead)))) as TableHead, end };
}
