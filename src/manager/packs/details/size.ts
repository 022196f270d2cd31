import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';

/** What a folder takes on disk. */
export interface FolderSize {
  sizeBytes: number;
  files: number;
  /** Whether counting stopped at the limit. */
  isPartial: boolean;
}

const maxFiles = 200_000;
const readsAtOnce = 16;

/** A file or folder that goes away meanwhile, or may not be read, counts nothing. */
async function sizeOf(path: string): Promise<number> {
  return lstat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Adds up the sizes of all files in a folder, hidden ones included; links are counted and not followed. A few looks at a time. */
export async function measureFolder(path: string): Promise<FolderSize> {
  const limit = pLimit(readsAtOnce);
  const total: FolderSize = { sizeBytes: 0, files: 0, isPartial: false };
  const waiting = [path];
  const measureQueued = async (folder: string): Promise<void> => {
    const entries = await limit(() => readdir(folder, { withFileTypes: true })).catch(() => []);
    const files = entries.filter((entry) => !entry.isDirectory());
    waiting.push(...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name)));
    const sizes = await Promise.all(files.map(({ name }) => limit(() => sizeOf(join(folder, name)))));
    total.files += files.length;
    total.sizeBytes += sizes.reduce((sum, size) => sum + size, 0);
  };
  while (waiting.length > 0 && total.files < maxFiles) {
    await Promise.all(waiting.splice(0, readsAtOnce).map(measureQueued));
  }
  total.isPartial = waiting.length > 0;
  return total;
}

/** Measures folders and remembers them while their stamp stays, for at most a minute: files deep inside change without a trace above. */
export function createSizes(): (path: string, stamp: string, isFile: boolean) => Promise<FolderSize> {
  const maxAgeMs = 60_000;
  const cached = new Map<string, { stamp: string; atMs: number; size: Promise<FolderSize> }>();
  const measure = async (path: string, isFile: boolean): Promise<FolderSize> =>
    isFile ? { sizeBytes: await sizeOf(path), files: 1, isPartial: false } : measureFolder(path);
  return (path, stamp, isFile) => {
    const known = cached.get(path);
    if (known?.stamp === stamp && Date.now() - known.atMs < maxAgeMs) return known.size;
    const size = measure(path, isFile);
    cached.set(path, { stamp, atMs: Date.now(), size });
    return size;
  };
}
