import { constants, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { access, lstat, lutimes, mkdir, mkdtemp, readdir, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { makePrivate } from './private-folder';
import { proveRootOf } from './guarded-roots';
import { openOwn, openOwnNow, readOwnText } from './own-file';
import { readTextOf } from './read-whole';
import { replaceWhole } from './replace-whole';
import { realPlaceOf } from './real-place';
import { fileInTheWay, guardPlace, guardPlaceNow, systemCodeOf } from './write-guard';

/** Whether a failed system call has one of these codes, e.g. `ENOENT`. */
export function hasSystemCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes(systemCodeOf(error));
}

/** Whether something exists at this path (a dangling link counts). */
export async function pathExists(target: string): Promise<boolean> {
  try {
    await lstat(target);
    return true;
  } catch {
    return false;
  }
}

/** The one path of a file or folder, whatever links lead there; the path itself where nothing is. */
export async function realPathOf(target: string): Promise<string> {
  return realpath(target).catch(() => resolve(target));
}

export async function isDirectory(target: string): Promise<boolean> {
  try {
    return (await stat(target)).isDirectory();
  } catch {
    return false;
  }
}

/** The size of a file in bytes; null when there is none. */
export async function fileSizeOf(file: string): Promise<number | null> {
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? found.size : null;
}

/** The text of a file, or null when there is none. Other failures throw. */
export async function readTextIfPresent(file: string): Promise<string | null> {
  try {
    return await readTextOf(file);
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return null;
    throw error;
  }
}

/** Names in a folder, sorted, or none when there is no such folder. */
export async function listNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

/** Writes a file so that a reader sees the old or the new content, never half of it (temporary file beside it, fsync, rename). */
export async function writeAtomic(file: string, content: string | Buffer): Promise<void> {
  await ensureFolder(dirname(file));
  await guardPlace(() => replaceWhole(file, content), file);
}

/** Writes a file as `writeAtomic`, that this account alone may read, and with `mode` 0o700 run, where the system knows such rights. */
export async function writePrivate(file: string, content: string, mode: 0o600 | 0o700 = 0o600): Promise<void> {
  await ensureFolder(dirname(file));
  await guardPlace(() => replaceWhole(file, content, { mode }), file);
}

/** Writes a file that must not exist yet. False when it does: of two who try at once, one writes. */
export async function writeNew(file: string, content: string, mode = 0o666): Promise<boolean> {
  await ensureFolder(dirname(file));
  try {
    await guardPlace(() => writeFile(file, content, { flag: 'wx', mode }), file);
    return true;
  } catch (error) {
    if (hasSystemCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Writes a value as JSON with 4 spaces, as the reference does. `modifiedMs`: the file is of that time; of now when left out. */
export async function writeJson(file: string, value: unknown, given: { modifiedMs?: number } = {}): Promise<void> {
  await ensureFolder(dirname(file));
  const text = JSON.stringify(value, null, 4);
  await guardPlace(() => replaceWhole(file, text, given), file);
}

/** The parsed JSON of a file of ours, or null when the file is missing or no JSON. Throws `path-outside-root` for what is none (`own-file.ts`). */
export async function readJsonIfPresent(file: string): Promise<unknown> {
  return parseOrNull(await readOwnText(file));
}

/** The same of a file that others write, links followed. */
export async function readJsonOfOthers(file: string): Promise<unknown> {
  return parseOrNull(await readTextIfPresent(file));
}

function parseOrNull(text: string | null): unknown {
  try {
    return text === null ? null : (JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}

/** Appends one line to a file, which is made for this account alone; survives the end of this process, not a power cut. */
export async function appendLine(file: string, line: string): Promise<void> {
  const flags = constants.O_CREAT | constants.O_APPEND | constants.O_WRONLY;
  const append = async (): Promise<void> => {
    const target = await openOwn(file, { flags });
    try {
      await target.appendFile(`${line}\n`);
    } finally {
      await target.close();
    }
  };
  await guardPlace(append, file);
}

/** Writes a plain file inside a folder that is still being prepared; nobody reads it before the swap, so it needs no atomic write. `mode`: its rights, where it is new. */
export async function writePlain(file: string, content: string | Buffer, mode = 0o666): Promise<void> {
  await ensureFolder(dirname(file));
  await guardPlace(() => writeFile(file, content, { mode }), file);
}

/** Writes a part of a file that comes in parts, at its place there; the file is made for this account alone. */
export async function writeAt(file: string, part: Buffer, place: number): Promise<void> {
  const write = async (): Promise<void> => {
    const target = await openOwn(file, { flags: constants.O_CREAT | constants.O_WRONLY });
    try {
      for (let done = 0; done < part.length;)
        done += (await target.write(part, done, part.length - done, place + done)).bytesWritten;
    } finally {
      await target.close();
    }
  };
  await guardPlace(write, file);
}

/** Makes a folder and those above it. Throws `disk-full`, `not-writable`, and what `keepRoot` was given for a folder above it. */
export async function ensureFolder(folder: string): Promise<void> {
  await proveRootOf(folder);
  try {
    await guardPlace(() => mkdir(folder, { recursive: true }), folder);
  } catch (error) {
    throw hasSystemCode(error, 'EEXIST') ? fileInTheWay(folder, error) : error;
  }
}

/** A new empty folder below `parent`, whose name starts with `prefix`. */
export async function makeTemporaryFolder(parent: string, prefix: string): Promise<string> {
  await ensureFolder(parent);
  return guardPlace(() => mkdtemp(join(parent, `${prefix}-`)), parent);
}

/**
 * Joins `name` below `root` and proves that the result lies inside: the text first, then the real path of what exists on the way to it,
 * so that neither `..` nor a link leads out. Throws `path-outside-root`.
 */
export async function resolveInside(root: string, name: string): Promise<string> {
  const refuse = () =>
    new AppError('path-outside-root', msg`"${name}" leads outside of its folder, so it was refused.`, {
      remedy: msg`Use a plain name below that folder.`,
    });
  if (name.includes('\0') || isAbsolute(name) || /^[a-zA-Z]:/.test(name)) throw refuse();
  const target = resolve(root, name);
  if (!isInside(root, target)) throw refuse();
  const realRoot = await realPlaceOf(root);
  // The entry itself may be a link (a user's linked pack): what counts is that the folder it sits in is ours.
  const parent = dirname(target);
  const realParent = parent === resolve(root) ? realRoot : await realPlaceOf(parent);
  if (realRoot === null || realParent === null) throw refuse();
  if (realParent !== realRoot && !isInside(realRoot, realParent)) throw refuse();
  return target;
}

/** Gives a file, or a link itself, the oldest time there is; what cannot be changed stays as it is. */
export async function makeOld(file: string): Promise<void> {
  await lutimes(file, 0, 0).catch(() => undefined);
}

/** Whether `target` lies strictly below `root`, judged by text alone. */
export function isInside(root: string, target: string): boolean {
  const path = relative(resolve(root), resolve(target));
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

/** Whether the path can be written by this process. */
export async function isWritable(target: string): Promise<boolean> {
  try {
    await access(target, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The identity of the volume a path is on; a rename works only within one. */
export async function volumeOf(target: string): Promise<number> {
  return (await stat(target)).dev;
}

/**
 * Moves `x.log` to `x.1.log`, that to `x.2.log` and so on, once it has grown to `maxBytes`; `keep` files stay. Makes the folder when it
 * is missing, and private in any case. Synchronous, because it comes before the first line of a log.
 */
export function rotateFile(file: string, { maxBytes, keep }: { maxBytes: number; keep: number }): void {
  guardPlaceNow(() => mkdirSync(dirname(file), { recursive: true }), dirname(file));
  makePrivate(dirname(file));
  if (!existsSync(file) || statSync(file).size < maxBytes) return;
  const numbered = (index: number) => (index === 0 ? file : file.replace(/(\.\w+)?$/, `.${index}$1`));
  for (let index = keep - 1; index >= 1; index -= 1) {
    if (existsSync(numbered(index - 1))) renameSync(numbered(index - 1), numbered(index));
  }
}

/** Opens a file to append to it, made for this account alone, at once; null where none can be. The descriptor is the caller's to close. */
export function openToAppend(file: string): number | null {
  try {
    return openOwnNow(file, { flags: constants.O_CREAT | constants.O_APPEND | constants.O_WRONLY });
  } catch {
    return null;
  }
}

/**
 * Proves that a disk has room for a document that a library replaces at once: it takes a short write for a whole one, as `replaceWhole` says. As much is
 * written beside it first, by a write that goes on to the end or throws. Throws `disk-full`, `not-writable`.
 */
export function proveRoomFor(file: string, text: string): void {
  const spare = `${file}.room`;
  try {
    guardPlaceNow(() => writeFileSync(spare, text), file);
  } finally {
    rmSync(spare, { force: true });
  }
}
