import { closeSync, fstatSync, openSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { diskFull, hasSystemCode } from './files';

/** Where a line stands in its file, in bytes, without the line break. */
export interface LineSpan {
  at: number;
  length: number;
}

/** A file of lines that grows at its end and can be read at any place, so that what it holds need not be held in memory. */
export interface LineFile {
  /** Adds one line; survives the end of this process, not a power cut. Throws `disk-full`. */
  append(line: string): LineSpan;
  /** The lines at these places, in this order. One reading for what lies close together. */
  read(spans: readonly LineSpan[]): string[];
  /** How long the file is, in bytes. */
  size(): number;
  /** Writes the file anew with these lines alone; a reader of the path sees the old file or the new one. Answers with their places. */
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

/**
 * Opens a file of lines, which is made when it is missing. Synchronous on purpose: a short write into the system's cache takes microseconds,
 * while each asynchronous step waits for its turn in Electron's event loop (measured: 0.1 to 0.3 ms), and a request waits with it.
 */
export function openLineFile(file: string): LineFile {
  let descriptor = openSync(file, 'a+');
  let end = fstatSync(descriptor).size;
  /** Whether the file ends within a line, which a power cut or a full disk tore: the next one must not become part of it. */
  let isTorn = endsWithinLine(descriptor, end);
  const guarded = <T>(write: () => T): T => {
    try {
      return write();
    } catch (error) {
      throw hasSystemCode(error, 'ENOSPC', 'EDQUOT') ? diskFull(file, error) : error;
    }
  };
  return {
    append: (line) =>
      guarded(() => {
        const bytes = Buffer.from(`${isTorn ? '\n' : ''}${line}\n`);
        isTorn = true;
        try {
          // Writes all of it, or throws with a part of it written.
          writeFileSync(descriptor, bytes);
          isTorn = false;
          end += bytes.length;
        } catch (error) {
          end = fstatSync(descriptor).size;
          throw error;
        }
        const length = Buffer.byteLength(line);
        return { at: end - length - lineBreakBytes, length };
      }),
    read: (spans) => [...runsOf(spans)].flatMap((run) => readRun(descriptor, run)),
    size: () => end,
    replace: (lines) =>
      guarded(() => {
        const spare = `${file}.new`;
        writeFileSync(spare, lines.map((line) => `${line}\n`).join(''));
        closeSync(descriptor);
        try {
          renameSync(spare, file);
        } finally {
          // Windows renames nothing over an open file, and a failed renaming leaves the old one.
          descriptor = openSync(file, 'a+');
          end = fstatSync(descriptor).size;
          isTorn = endsWithinLine(descriptor, end);
        }
        return placesOf(lines);
      }),
    close: () => closeSync(descriptor),
  };
}
