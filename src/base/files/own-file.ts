import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { AppError } from '../../contract/errors';
import { msg, type Message } from '../../contract/text/message';
import { privateFile } from './private-folder';
import { readTextOf } from './read-whole';
import { systemCodeOf } from './write-guard';

/**
 * The one opener of files of ours that lie where others can write: somebody may have put a link in their place, a second name of a person's file, a pipe that
 * makes its reader wait, or terabytes. Windows has none of these flags (they count as 0); there the look at the name before tells it.
 */
const careful = constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** No document of ours is larger, in bytes: a whole catalogue has 20 MB. */
const mostBytes = 256 * 1024 * 1024;

/** How a file is opened. */
export interface OwnFileOptions {
  /** `constants.O_RDWR` and its like. */
  flags: number;
  /** The rights of a file that is made. */
  mode?: number;
  /** What it may have, in bytes; left out: any number. */
  limit?: number;
}

/** What a file of ours has to be. */
interface OwnRule {
  /** It is written in its place: then no other name may lead to it. */
  isWritten?: boolean;
  limit?: number | undefined;
}

/** Why what lies in the place of a file of ours is none; null where it is one. What is only read, or replaced by a rename, may have a second name: backups are made so. */
export function judgeOwn(found: Stats, given: OwnRule = {}): Message | null {
  if (found.isSymbolicLink()) return msg`a link`;
  if (!found.isFile()) return msg`no file`;
  const { isWritten = false } = given;
  if (found.size > (given.limit ?? (isWritten ? Infinity : mostBytes))) return msg`larger than any file of the app`;
  return isWritten && found.nlink > 1 ? msg`a file with a second name elsewhere` : null;
}

/** The error for what lies in the place of a file of ours. */
export function notOwn(path: string, what: Message): AppError {
  const message = msg`${path} is ${what}, but the app needs a file of its own there. It was not read, and nothing was written to it.`;
  const remedy = msg`Remove it, or put a file in its place, and try again.`;
  return new AppError('path-outside-root', message, { remedy, details: { path } });
}

function refuseOther(path: string, found: Stats | undefined, rule: OwnRule): void {
  const what = found === undefined ? null : judgeOwn(found, rule);
  if (what !== null) throw notOwn(path, what);
}

/** What the system says of a link (`ELOOP`), and of a pipe or a socket that nobody reads (`ENXIO`). */
function explainOpen(path: string, error: unknown): unknown {
  return ['ELOOP', 'ENXIO', 'EMLINK'].includes(systemCodeOf(error)) ? notOwn(path, msg`no file`) : error;
}

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(systemCodeOf(error));

async function lookAt(path: string): Promise<Stats | undefined> {
  return lstat(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
}

/** Opens a file of ours to write in it. Throws `path-outside-root` for a link, for what is no file, and for a file that has a second name; never waits for another program. */
export async function openOwn(path: string, { flags, mode = privateFile, limit }: OwnFileOptions): Promise<FileHandle> {
  refuseOther(path, await lookAt(path), { isWritten: true, limit });
  const handle = await open(path, flags | careful, mode).catch((error: unknown) => {
    throw explainOpen(path, error);
  });
  try {
    refuseOther(path, await handle.stat(), { isWritten: true, limit });
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The same at once; the descriptor is the caller's to close. */
export function openOwnNow(path: string, { flags, mode = privateFile, limit }: OwnFileOptions): number {
  refuseOther(path, lstatSync(path, { throwIfNoEntry: false }), { isWritten: true, limit });
  let descriptor: number;
  try {
    descriptor = openSync(path, flags | careful, mode);
  } catch (error) {
    throw explainOpen(path, error);
  }
  try {
    refuseOther(path, fstatSync(descriptor), { isWritten: true, limit });
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** The text of a file of ours; null where there is none, or a folder. Throws `path-outside-root` for a link, for what is no file, and for one that is larger than `limit` bytes. */
export async function readOwnText(path: string, limit?: number): Promise<string | null> {
  const found = await lookAt(path);
  if (found === undefined || found.isDirectory()) return null;
  refuseOther(path, found, { limit });
  try {
    return await readTextOf(path, careful);
  } catch (error) {
    if (isMissing(error)) return null;
    throw explainOpen(path, error);
  }
}

/** The same at once; a folder is refused as well. */
export function readOwnTextNow(path: string): string | null {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  refuseOther(path, found, {});
  const descriptor = openSync(path, careful);
  try {
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}
