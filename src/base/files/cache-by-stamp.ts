import { statOrNull } from './stat';

/** Two changes may get one time: file systems count in steps, FAT in steps of two seconds. */
const coarsestStepMs = 2000;

/** What tells two states of a file or folder apart without reading it; null when nothing can be seen there. */
function stampOf(path: string): { text: string; changedMs: number } | null {
  const found = statOrNull(path);
  return found && { text: `${found.mtimeMs} ${found.size} ${found.ino}`, changedMs: found.mtimeMs };
}

/**
 * What was read of a small file, or of the names in a folder, for as long as it stays unchanged: asking again costs one look at its times. `read` is
 * called again after every change, and as long as the last one is so young that another could hide behind the same time; what it throws is not
 * kept. Synchronous, for the reason that `openLineFile` gives.
 */
export function cacheByStamp<T>(path: string, read: () => T): () => T {
  let cached: { stamp: string; value: T } | null = null;
  return () => {
    const stamp = stampOf(path);
    if (stamp !== null && cached?.stamp === stamp.text) return cached.value;
    cached = null;
    const value = read();
    // A time in the future says nothing about changes before it.
    const ageMs = Date.now() - (stamp?.changedMs ?? Infinity);
    if (stamp !== null && ageMs > coarsestStepMs) cached = { stamp: stamp.text, value };
    return value;
  };
}
