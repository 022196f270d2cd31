import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError, type ErrorCode } from '../../src/contract/errors';
import { msg, type Message } from '../../src/contract/text/message';

/** A kind of document, in the words of what is said of a file that is none. */
export interface ReadKind {
  /** The code of what goes wrong with one. */
  code: ErrorCode;
  /** More than any of them has, in MiB. */
  mostMebibytes: number;
  /** What to do about a file with more. */
  choose: Message;
}

/** Why something failed, in the words of whoever failed. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The text of a file of the person. @throws {AppError} with the code of its kind, when it cannot be read or is too large */
export async function readDocument({ code, mostMebibytes, choose }: ReadKind, path: string): Promise<string> {
  try {
    const found = await stat(path);
    // A pipe would keep its reader waiting for ever.
    if (!found.isFile()) throw new Error('it is no file');
    if (found.size <= mostMebibytes * 1024 ** 2) return await readFile(path, 'utf8');
  } catch (cause) {
    const remedy = msg`Choose another file.`;
    throw new AppError(code, msg`${basename(path)} cannot be read: ${reasonOf(cause)}.`, { remedy, cause });
  }
  const what = msg`${basename(path)} is larger than ${mostMebibytes} MB, so it was not read.`;
  throw new AppError(code, what, { remedy: choose });
}
