import {
  closeSync,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { AppError } from '../../contract/errors';
import { privateFile } from './private-folder';
import { guardPlaceNow } from './write-guard';

/** Where a line stands in its file, in bytes, without the line break. */
export interface LineSpan {
  at: number;
  length: number;
}

/** A file of lines for this account alone that grows at its end and can be read at any place, so that what it holds need not be held in memory. */
export interface LineFile {
  /** Adds one line; survives the end of this process, not a power cut. Throws `disk-full`. */
  append(line: string): LineSpan;
  /** The lines at these places, in this order. One reading for what lies close together. */
  read(spans: readonly LineSpan[]): string[];
  /** How long the file is, in bytes. */
  size(): number;
  /**
   * Writes the file anew with these lines alone; a reader of the path sees the old file or the new one. Answers with their places. Throws `disk-full`,
   * and then the file is as it was.
   */
  replace(lines: readonly string[]): LineSpan[];
  close(): void;
}

const lineBreakBytes = 1;
/** Places that lie apart by no more than this are read in one go. */
const gapBytes = 64 * 1024;

/** Consecutive spans that are worth one reading. */
function* runsOf(spans: readonly LineSpan[]): Generator<LineSpan[]> {
  let run: LineSpan[] = [];
  let end = 0;
  for (const span of spans) {
    const isClose = span.at >= end && span.at - end <= gapBytes;
    if (run.length > 0 && !isClose) {
      yield run;
      run = [];
    }
    run.push(span);
    end = span.at + span.length;
  }
  if (run.length > 0) yield run;
}

function readRun(descriptor: number, run: readonly LineSpan[]): string[] {
  const start = run[0]?.at ?? 0;
  const last = run.at(-1);
  const bytes = Buffer.alloc((last?.at ?? 0) + (last?.length ?? 0) - start);
  readSync(descriptor, bytes, 0, bytes.length, start);
  return run.map(({ at, length }) => bytes.toString('utf8', at - start, at - start + length));
}

function placesOf(lines: readonly string[]): LineSpan[] {
  let at = 0;
  return lines.map((line) => {
    const span = { at, length: Buffer.byteLength(line) };
    at += span.length + lineBreakBytes;
    return span;
  });
}

function endsWithinLine(descriptor: number, size: number): boolean {
  if (size === 0) return false;
  const last = Buffer.alloc(lineBreakBytes);
  readSync(descriptor, last, 0, lineBreakBytes, size - lineBreakBytes);
  return last.toString('latin1') !== '\n';
}

/** Writes a file whole, or leaves nothing of it. */
function writeSpare(spare: string, lines: readonly string[]): void {
  try {
    writeFileSync(spare, lines.map((line) => `${line}\n`).join(''), { mode: privateFile });
  } catch (error) {
    rmSync(spare, { force: true });
    throw error;
  }
}

/** The open file, and how far it goes. */
interface OpenFile {
  descriptor: number;
  size: number;
  /** Whether it ends within a line, which a power cut or a full disk tore: the next one must not become part of it. */
  isTorn: boolean;
}

/** A file of another account, or on a disk without such rights, stays as it is; so does every file on Windows. */
function narrow(descriptor: number): void {
  try {
    fchmodSync(descriptor, privateFile);
  } catch {
    // What it holds is no reason not to go on with it.
  }
}

function openAtEnd(path: string): OpenFile {
  const descriptor = openSync(path, 'a+', privateFile);
  const { size, mode } = fstatSync(descriptor);
  if ((mode & 0o077) !== 0) narrow(descriptor);
  return { descriptor, size, isTorn: endsWithinLine(descriptor, size) };
}

/** Writes at the end. What a full disk took only in part is taken out again; where even that fails, the file ends within a line. */
function appendBytes(file: OpenFile, bytes: Buffer): void {
  const before = { size: file.size, isTorn: file.isTorn };
  file.isTorn = true;
  try {
    // Writes all of it, or throws with a part of it written.
    writeFileSync(file.descriptor, bytes);
    file.size += bytes.length;
    file.isTorn = false;
  } catch (error) {
    try {
      ftruncateSync(file.descriptor, before.size);
      Object.assign(file, before);
    } catch {
      file.size = fstatSync(file.descriptor).size;
    }
    throw error;
  }
}

/**
 * Opens a file of lines, which is made when it is missing, or with the first line where the disk is full now. Synchronous on purpose: a short
 * write into the system's cache takes microseconds, while each asynchronous step waits for its turn in Electron's event loop (measured: 0.1 to
 * 0.3 ms), and a request waits with it.
 */
export function openLineFile(path: string): LineFile {
  let open: OpenFile | null = null;
  const guarded = <T>(write: () => T): T => guardPlaceNow(write, path);
  let isClosed = false;
  const opened = (): OpenFile => {
    if (isClosed) throw new Error(`${path} is closed already.`);
    return (open ??= openAtEnd(path));
  };
  try {
    guarded(opened);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'disk-full') throw error;
  }
  return {
    append: (line) =>
      guarded(() => {
        const file = opened();
        appendBytes(file, Buffer.from(`${file.isTorn ? '\n' : ''}${line}\n`));
        const length = Buffer.byteLength(line);
        return { at: file.size - length - lineBreakBytes, length };
      }),
    read: (spans) => [...runsOf(spans)].flatMap((run) => readRun(opened().descriptor, run)),
    size: () => open?.size ?? 0,
    replace: (lines) =>
      guarded(() => {
        const spare = `${path}.new`;
        writeSpare(spare, lines);
        closeSync(opened().descriptor);
        open = null;
        try {
          renameSync(spare, path);
        } finally {
          // Windows renames nothing over an open file, and a failed renaming leaves the old one.
          open = openAtEnd(path);
        }
        return placesOf(lines);
      }),
    close() {
      isClosed = true;
      if (open !== null) closeSync(open.descriptor);
      open = null;
    },
  };
}
