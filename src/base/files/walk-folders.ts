import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';

/** How many folders are read at once; the thread pool has four threads, and others want one too. */
const readersAtOnce = 3;
/** Entries asked for in one go: a folder with 100,000 files must not become one long stretch of work. */
const entriesAtOnce = 64;

/** What is done with what a walk meets. */
export interface FolderVisitor {
  /** Whether a folder is to be read; each is when this is left out. */
  enters?: (folder: string) => boolean;
  /** Takes some entries of a folder, none of an empty one. What it throws ends the walk; false ends it as well. */
  take: (folder: string, entries: readonly Dirent[]) => Promise<boolean>;
}

/** A folder that cannot be read, or goes away meanwhile, counts as empty. */
async function readFolder(folder: string, { enters = () => true, take }: FolderVisitor): Promise<boolean> {
  if (!enters(folder)) return true;
  const dir = await opendir(folder, { bufferSize: entriesAtOnce }).catch(() => null);
  if (dir === null) return true;
  let entries: Dirent[] = [];
  // The iterator closes the folder, also when it is left early.
  for await (const entry of dir) {
    entries.push(entry);
    if (entries.length < entriesAtOnce) continue;
    if (!(await take(folder, entries))) return false;
    entries = [];
  }
  return take(folder, entries);
}

/**
 * Reads folders in small steps, so that nothing waits for it. Links are entries like others.
 *
 * @param waiting The folders to read, absolute; the visitor adds those that it finds on the way.
 */
export async function walkFolders(waiting: string[], visitor: FolderVisitor): Promise<void> {
  while (waiting.length > 0) {
    const folders = waiting.splice(-readersAtOnce);
    const goOn = await Promise.all(folders.map((folder) => readFolder(folder, visitor)));
    if (goOn.includes(false)) return;
  }
}
