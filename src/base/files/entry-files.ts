import { join } from 'node:path';
import { listNames, readJsonIfPresent } from './files';

/** What a folder of ours holds that has one small JSON file for each entry, written by one rename. */
export interface EntryFiles<T> {
  entries: { name: string; entry: T }[];
  /** Names of files that nobody can make sense of; they are left alone. */
  unreadable: string[];
}

/**
 * Reads all entries of a folder. `parse` answers undefined for what is none. What has another ending is no entry: it may be one that is being written
 * just now, and is left alone. Halves that a kill left go when the folder is put in order (`order-files.ts`).
 */
export async function readEntryFiles<T>(dir: string, parse: (value: unknown) => T | undefined): Promise<EntryFiles<T>> {
  const found: EntryFiles<T> = { entries: [], unreadable: [] };
  for (const name of (await listNames(dir)).filter((one) => one.endsWith('.json'))) {
    const entry = parse(await readJsonIfPresent(join(dir, name)).catch(() => null));
    if (entry === undefined) found.unreadable.push(name);
    else found.entries.push({ name, entry });
  }
  return found;
}
