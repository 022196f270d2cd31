import { lstat } from 'node:fs/promises';
import { relative, resolve, sep, isAbsolute } from 'node:path';
import { systemCodeOf } from './write-guard';

/** What is said when something would be written below a folder that has gone. */
type Gone = () => Error;

interface KeptRoot {
  /** Paths that were there: as long as they are, the folder is the same one. */
  marks: readonly string[];
  gone: Gone;
}

/** By folder, as often as somebody works in it. */
const roots = new Map<string, KeptRoot[]>();

function isBelow(root: string, target: string): boolean {
  const path = relative(root, target);
  return path === '' || (path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path));
}

/**
 * From now on nothing below this folder is made once one of its marks has gone: a person has moved it, or its disk is away, and a second one,
 * empty but for what we write, would take its place. Answers with what ends that.
 */
export function keepRoot(folder: string, marks: readonly string[], gone: Gone): () => void {
  const root = resolve(folder);
  const entry: KeptRoot = { marks, gone };
  roots.set(root, [...(roots.get(root) ?? []), entry]);
  return () => {
    const remaining = (roots.get(root) ?? []).filter((one) => one !== entry);
    if (remaining.length === 0) roots.delete(root);
    else roots.set(root, remaining);
  };
}

/** Throws what was given for a kept folder around this place, when that is gone. */
export async function proveRootOf(place: string): Promise<void> {
  const target = resolve(place);
  for (const [root, [entry]] of roots) {
    if (entry === undefined || !isBelow(root, target)) continue;
    for (const mark of entry.marks) {
      await lstat(mark).catch((error: unknown) => {
        throw ['ENOENT', 'ENOTDIR'].includes(systemCodeOf(error)) ? entry.gone() : error;
      });
    }
  }
}
