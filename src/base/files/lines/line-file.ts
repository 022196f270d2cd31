import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { AppError } from '../../../contract/errors';
import { openOwnNow } from '../own-file';
import { privateFile } from '../private-folder';
import { guardPlaceNow } from '../write-guard';

/** A file of lines for this account alone that grows at its end. */
export interface LineFile {
  /** Adds one line; survives the end of this process, not a power cut. Throws `disk-full`. */
  append(line: string): void;
  /** How long the file is, in bytes. */
  size(): number;
  /**
   * Writes the file anew with these lines alone; a reader of the path sees the old file or the new one. Throws `disk-full`, and then the file is as
   * it was.
   */
  replace(lines: readonly string[]): void;
  close(): void;
}

const lineBreakBytes = 1;
function endsWithinLine(descriptor: number, size: number): boolean {
  if (size === 0) return false;
  const last = Buffer.alloc(lineBreakBytes);
  readSync(descriptor, last, 0, lineBreakBytes, size - lineBreakBytes);
  return last.toString('latin1') !== '\n';
}

/** Writes a file whole, or leaves nothing of it. */
function writeSpare(spare: string, lines: readonly string[]): void {
  try {
    rmSync(spare, { force: true });
    writeFileSync(spare, lines.map((line) => `${line}\n`).join(''), { mode: privateFile, flag: 'wx' });
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

/** A backup, or somebody else, has given the file a second name: what has that stays as it is. */
function breakSecondName(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile() || found.nlink < 2) return;
  const spare = `${path}.${randomUUID()}`;
  copyFileSync(path, spare, constants.COPYFILE_EXCL);
  renameSync(spare, path);
}

function openAtEnd(path: string): OpenFile {
  breakSecondName(path);
  const descriptor = openOwnNow(path, { flags: constants.O_CREAT | constants.O_APPEND | constants.O_RDWR });
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
      }),
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
      }),
    close() {
      isClosed = true;
      if (open !== null) closeSync(open.descriptor);
      open = null;
    },
  };
}
