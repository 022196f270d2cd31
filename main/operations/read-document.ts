import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError, type ErrorCode } from '../../src/contract/errors';
import { msg } from '../../src/contract/text/message';

/** A kind of document, in the words of what is said of a file that is none. */
export interface ReadKind {
  /** The code of what goes wrong with one. */
  code: ErrorCode;
  /** More than any of them has, in MiB. */
  mostMebibytes: number;
  /** What is said of a file with more, after `has more than 64 MB,`, and what to do. */
  tooLarge: { why: string; remedy: string };
}

/** Why something failed, in the words of whoever failed. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The text of a file of the person. @throws {AppError} with the code of its kind, when it cannot be read or is too large */
export async function readDocument({ code, mostMebibytes, tooLarge }: ReadKind, path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= mostMebibytes * 1024 ** 2) return await readFile(path, 'utf8');
  } catch (cause) {
    const remedy = 'Choose another file.';
    throw new AppError(code, msg`${basename(path)} cannot be read: ${reasonOf(cause)}.`, { remedy, cause });
  }
  const what = `${basename(path)} has more than ${mostMebibytes} MB, ${tooLarge.why}`;
  throw new AppError(code, what, { remedy: tooLarge.remedy });
}
