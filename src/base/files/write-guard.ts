import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../../contract/errors';
import { type Message, msg } from '../../contract/text/message';

/** The code of a failed system call, e.g. `ENOENT`; '' for every other error. */
export function systemCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The error for a full disk. */
function diskFull(target: string, cause: unknown): AppError {
  return new AppError('disk-full', msg`The disk is full: ${target} could not be written.`, {
    remedy: msg`Free some space on that disk and try again; nothing was changed.`,
    cause,
  });
}

const isFull = (code: string) => code === 'ENOSPC' || code === 'EDQUOT';

interface Refusal {
  why: Message;
  remedy: Message;
}

const fileLies: Refusal = {
  why: msg`there is a file where a folder is needed`,
  remedy: msg`Move that file away, and try again.`,
};

/** Why a place takes nothing, in words for the middle of a sentence, and what helps. */
const refusals: Readonly<Record<string, Refusal>> = {
  EACCES: {
    why: msg`this account may not write there`,
    remedy: msg`Give this account the right to write in that folder, and try again.`,
  },
  EROFS: { why: msg`that disk can only be read`, remedy: msg`Make the disk writable, and try again.` },
  ENAMETOOLONG: {
    why: msg`the path is longer than this system allows`,
    remedy: msg`Move ComfyUI to a folder with a shorter path.`,
  },
  ENOTDIR: fileLies,
  EISDIR: { why: msg`there is a folder of that name`, remedy: msg`Move that folder away, and try again.` },
};

function refuse(target: string, { why, remedy }: Refusal, cause: unknown): AppError {
  const message = msg`${target} could not be written, because ${why}. Nothing was changed.`;
  return new AppError('not-writable', message, { remedy, details: { target }, cause });
}

function takesNothing(place: string): boolean {
  try {
    accessSync(place, constants.W_OK);
    return false;
  } catch {
    return true;
  }
}

/** The one of these places, or the folder around it, that may not be written; the first place where that cannot be told. */
function findRefusing(places: readonly string[]): string {
  const around = (place: string): string =>
    existsSync(place) || dirname(place) === place ? place : around(dirname(place));
  const found = places.flatMap((place) => [dirname(place), place]).map(around);
  return found.find(takesNothing) ?? places[0] ?? '';
}

/**
 * The error for a place that takes nothing; null for failures of another kind. It names the folder that may not be written, which of two is not said by
 * the system where something was moved: those are `places`.
 */
export function notWritable(places: readonly string[], cause: unknown): AppError | null {
  const code = systemCodeOf(cause);
  // Windows says it of files that another program holds as well; there it stays what the system calls it.
  const refusal = refusals[code === 'EPERM' && process.platform !== 'win32' ? 'EACCES' : code];
  if (refusal === undefined) return null;
  const isOfRights = refusal === refusals.EACCES || refusal === refusals.EROFS;
  return refuse(isOfRights ? findRefusing(places) : (places[0] ?? ''), refusal, cause);
}

/** The error for a folder that cannot be made, because something else has its name. */
export function fileInTheWay(folder: string, cause: unknown): AppError {
  return refuse(folder, fileLies, cause);
}

/** Runs a write; a full disk becomes `disk-full` with what to do instead of a bare system code. */
export async function guardDisk<T>(write: () => Promise<T>, target: string): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw isFull(systemCodeOf(error)) ? diskFull(target, error) : error;
  }
}

/** The same for a place that a person is told about: one that takes nothing becomes `not-writable`. */
export async function guardPlace<T>(write: () => Promise<T>, target: string): Promise<T> {
  try {
    return await guardDisk(write, target);
  } catch (error) {
    throw notWritable([target], error) ?? error;
  }
}

/** The same at once. */
export function guardPlaceNow<T>(write: () => T, target: string): T {
  try {
    return write();
  } catch (error) {
    throw isFull(systemCodeOf(error)) ? diskFull(target, error) : (notWritable([target], error) ?? error);
  }
}
