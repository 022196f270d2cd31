import { join } from 'node:path';
import { listNames, readJsonIfPresent, removeInside } from './files';
import { asideName } from './set-aside';

/** What a folder of ours holds that has one small JSON file for each entry, written by one rename. */
export interface EntryFiles<T> {
  entries: { name: string; entry: T }[];
  /** Names of files that nobody can make sense of; they are left alone. */
  unreadable: string[];
}

/** Reads all entries of a folder. `parse` answers undefined for what is none. Only the one that writes there may call it: halves of entries go. */
export async function readEntryFiles<T>(dir: string, parse: (value: unknown) => T | undefined): Promise<EntryFiles<T>> {
  const found: EntryFiles<T> = { entries: [], unreadable: [] };
  for (const name of (await listNames(dir)).filter((one) => one !== asideName)) {
    if (!name.endsWith('.json')) {
      // Half an entry that a crash kept from getting its name; nothing had been done for it yet.
      await removeInside(dir, name);
      continue;
    }
    const entry = parse(await readJsonIfPresent(join(dir, name)).catch(() => null));
    if (entry === undefined) found.unreadable.push(name);
    else found.entries.push({ name, entry });
  }
  return found;
}
