import { createRecall } from '../text/recall';
import { statOrNull } from './stat';

/** Two changes may get one time: file systems count in steps, FAT in steps of two seconds. */
const coarsestStepMs = 2000;

/** What tells two states of a file or folder apart without reading it; null when nothing can be seen there. */
function stampOf(path: string): { text: string; changedMs: number } | null {
  const found = statOrNull(path);
  if (found === null) return null;
  const { mtimeMs, ctimeMs, size, ino } = found;
  return { text: `${mtimeMs} ${ctimeMs} ${size} ${ino}`, changedMs: mtimeMs };
}

/** Whether the last change is so old that no other can hide behind the same time. A time in the future says nothing about changes before it. */
const isSettled = ({ changedMs }: { changedMs: number }): boolean => Date.now() - changedMs > coarsestStepMs;

/** What is known of a file as it is now, or what takes in what is read of it from now on. */
type Look<T> = { value: T } | { keep: (value: T) => T };

function openLook<T>(path: string): () => Look<T> {
  let cached: { stamp: string; value: T } | null = null;
  return () => {
    const stamp = stampOf(path);
    if (stamp !== null && cached?.stamp === stamp.text) return cached;
    cached = null;
    const keep = (value: T): T => {
      if (stamp !== null && isSettled(stamp)) cached = { stamp: stamp.text, value };
      return value;
    };
    return { keep };
  };
}

/**
 * What was read of a small file, or of the names in a folder, for as long as it stays unchanged: asking again costs one look at its times. `read` is
 * called again after every change, and as long as the last one is so young that another could hide behind the same time; what it throws is not
 * kept. Synchronous, for the reason that `openLineFile` gives.
 */
export function cacheByStamp<T>(path: string, read: () => T): () => T {
  const look = openLook<T>(path);
  return () => {
    const found = look();
    return 'value' in found ? found.value : found.keep(read());
  };
}

/** More files than those of the packs and packages of some installations. */
const mostFiles = 8000;

/**
 * The same for any number of files, which may take their time to be read.
 *
 * @param key What is known of a file is known under this; its path when left out.
 */
export function cacheReadings<T>(): (path: string, read: () => Promise<T>, key?: string) => Promise<T> {
  const recall = createRecall<() => Look<T>>(mostFiles);
  return async (path, read, key = path) => {
    const found = recall(key, () => openLook<T>(path))();
    return 'value' in found ? found.value : found.keep(await read());
  };
}
