import { lstatSync, statSync, type Stats } from 'node:fs';

/** What a path leads to, links followed; null when nothing can be seen there: missing, a link in a circle, no permission. */
export function statOrNull(path: string): Stats | null {
  try {
    // Asking is cheaper than a thrown error: most callers meet many files that are not there.
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

/** Whether a path is itself a link, wherever it leads; false when nothing can be seen there. */
export function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  } catch {
    return false;
  }
}
