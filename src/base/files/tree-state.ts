import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';

/** What the files of a folder were, by their paths below it with `/`: size, time of the last change and which file it is. */
export type TreeState = ReadonlyMap<string, string>;

/** What a file is, in the words of a `TreeState`; null when it is not there. */
export async function readFileState(path: string): Promise<string | null> {
  const stats = await lstat(path, { bigint: true }).catch(() => null);
  return stats === null ? null : `${stats.size} ${stats.mtimeNs} ${stats.ino}`;
}

/** As many as the thread pool works on. */
const atOnce = 4;

/**
 * Reads what the files and links below a folder are; folders with one of the names are left out with all that is in them. What goes meanwhile is not
 * there. Opens no file.
 */
export async function readTreeState(root: string, excluded: ReadonlySet<string>): Promise<TreeState> {
  const state = new Map<string, string>();
  const limit = pLimit(atOnce);
  const readEntry = async (path: string): Promise<void> => {
    const found = await readFileState(join(root, path));
    if (found !== null) state.set(path, found);
  };
  const walk = async (below: string): Promise<void> => {
    const entries = await readdir(join(root, below), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && !excluded.has(entry.name)) await walk(path);
      else if (!entry.isDirectory()) await limit(readEntry, path);
    }
  };
  await walk('');
  return state;
}

/** The files that were not there before, with what they are now. Pure. */
export function findAdded(before: TreeState, after: TreeState): TreeState {
  return new Map([...after].filter(([path]) => !before.has(path)));
}

/** The files of before that are not there any more, or not as they were. Pure. */
export function findChanged(before: TreeState, after: TreeState): string[] {
  return [...before].flatMap(([path, state]) => (after.get(path) === state ? [] : [path])).sort();
}
