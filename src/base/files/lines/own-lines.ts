import { msg, type Message } from '../../../contract/text/message';
import { AppError } from '../../../contract/errors';
import { hasSystemCode, pathExists, writePrivate } from '../files';
import { openLineFile, type LineFile } from './line-file';
import { readOwnText } from '../own-file';
import { keepContent, quarantine, type Notify } from '../quarantine';

export interface OwnLines<T> {
  /** Null for a line that nobody can make sense of: torn by a power cut, damaged, or of a newer version. */
  parse: (line: string) => T | null;
  /** What the file is written anew with before it grows. */
  keep: (values: readonly T[]) => readonly string[];
  /** What the file is to a person, for the beginning of a sentence: `The history of tasks`. */
  what: Message;
  notify: Notify;
}

/** The text of the file. Whatever else has its name, and what this account may not read, is set aside and told. */
async function readText(file: string, { what, notify }: Pick<OwnLines<unknown>, 'what' | 'notify'>): Promise<string> {
  if (!(await pathExists(file))) return '';
  try {
    const text = await readOwnText(file);
    if (text !== null) return text;
  } catch (error) {
    if (!(error instanceof AppError) && !hasSystemCode(error, 'EACCES', 'EPERM', 'EIO')) throw error;
  }
  const place = await quarantine(file);
  notify(msg`${what} could not be read and starts empty. What was in its place was moved to ${place}.`);
  return '';
}

/** Keeps a copy of a file with damaged lines. False when that was impossible: then the file must stay as it is. */
async function keepDamaged(file: string, count: number, { what, notify }: Pick<OwnLines<unknown>, 'what' | 'notify'>) {
  const lines = count === 1 ? msg`1 line` : msg`${count} lines`;
  try {
    const place = await keepContent(file);
    notify(
      msg`${what} had ${lines} that could not be read, and continues without. The original file is kept as ${place}.`,
    );
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    notify(msg`${what} has ${lines} that could not be read, and continues without.`);
    return false;
  }
}

/**
 * Opens a file of lines of ours, whatever became of it: what can be read counts, and nothing that cannot is dropped without a copy. It is written
 * anew without what is of no use any more, unless the disk takes nothing: then it goes on as it is, and `isAnew` is false.
 */
export async function openOwnLines<T>(
  file: string,
  options: OwnLines<T>,
): Promise<{ values: readonly T[]; lines: LineFile; isAnew: boolean }> {
  const text = await readText(file, options);
  const lines = text.split('\n').filter((line) => line !== '');
  const parsed = lines.map(options.parse);
  const values = parsed.filter((value): value is Awaited<T> & T => value !== null);
  const damaged = parsed.length - values.length;
  const content = options.keep(values).map((line) => `${line}\n`);
  let isAnew = damaged === 0 || (await keepDamaged(file, damaged, options));
  if (isAnew) {
    // A full disk must not keep the folder from opening, and what is there is still good.
    await writePrivate(file, content.join('')).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      isAnew = false;
    });
  }
  return { values, lines: openLineFile(file), isAnew };
}
