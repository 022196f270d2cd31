import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { appendLine } from '../files/files';
import { readLines } from '../files/lines/read-lines';
import { readManyBeside, type Found } from './read-beside';
import { TooDearError, type Reading } from './reading';

/** Reads files that lie on disk, and remembers those that were too dear. */
export interface DearFiles {
  /** The same reading of many files, in their order. One that was too dear before, and has not changed since, is that at once. */
  readMany<O>(reading: Reading<string, O>, files: readonly string[]): Promise<Found<O>[]>;
}

/** A file that is another, or was written anew, is another line. */
async function identityOf(file: string): Promise<string | null> {
  const found = await stat(file).catch(() => null);
  return found && `${found.dev} ${found.ino} ${found.size} ${found.mtimeMs}`;
}

/** Opens what is remembered in a file of ours, a line for each: device, inode, size and time. Nothing is read before it is asked for. */
export function openDearFiles(memory: string): DearFiles {
  let loaded: Promise<Set<string>> | null = null;
  const load = async () => new Set(await readLines(memory, z.string()));
  const add = async (known: Set<string>, file: string): Promise<void> => {
    const identity = await identityOf(file);
    if (identity === null || known.has(identity)) return;
    known.add(identity);
    // What cannot be written down is tried again after the next start.
    await appendLine(memory, JSON.stringify(identity)).catch(() => undefined);
  };
  const isKnown = async (known: ReadonlySet<string>, file: string): Promise<boolean> =>
    known.size > 0 && known.has((await identityOf(file)) ?? '');
  return {
    async readMany<O>(reading: Reading<string, O>, files: readonly string[]) {
      const known = await (loaded ??= load());
      const found: Found<O>[] = [];
      const open: number[] = [];
      for (const [at, file] of files.entries()) {
        if (await isKnown(known, file)) found[at] = { error: new TooDearError() };
        else open.push(at);
      }
      const read = await readManyBeside(
        reading,
        open.map((at) => files[at] ?? ''),
      );
      for (const [index, one] of read.entries()) {
        const at = open[index] ?? 0;
        found[at] = one;
        if ('error' in one && one.error instanceof TooDearError) await add(known, files[at] ?? '');
      }
      return found;
    },
  };
}
