import { lstat } from 'node:fs/promises';
import { msg, joinMessages, type Sentence } from '../../contract/text/message';
import { join } from 'node:path';
import { AppError, messageOfError } from '../../contract/errors';
import { listNames } from './files';
import { removeInside } from './move-files';
import { readOwnText } from './own-file';
import { quarantine } from './quarantine';

/** Whether a file holds a document of ours: an object in JSON. */
export async function isUsableDocument(file: string): Promise<boolean> {
  try {
    const value = JSON.parse((await readOwnText(file)) ?? '') as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Sets one thing aside and answers with what a person has to know: `meaning` says what it is to begin anew. Where that is impossible it stays, and that is said. */
export async function clearAway(path: string, meaning: Sentence): Promise<Sentence> {
  try {
    return joinMessages([msg`${path} could not be read, so it was moved to ${await quarantine(path)}.`, meaning]);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return joinMessages([msg`${path} cannot be read.`, meaning, messageOfError(error)]);
  }
}

/** Removes the files in a folder that a kill left half written, by the form of their names and their age. Folders stay, whatever they are called. */
export async function removeHalfWritten(
  folder: string,
  names: RegExp,
  { olderThanMs = -Infinity } = {},
): Promise<void> {
  const youngest = Date.now() - olderThanMs;
  for (const name of (await listNames(folder)).filter((one) => names.test(one))) {
    const found = await lstat(join(folder, name)).catch(() => null);
    // A full or read-only disk says so where something has to be written.
    if (found?.isFile() === true && found.mtimeMs <= youngest) await removeInside(folder, name).catch(() => undefined);
  }
}
