import type { Dirent } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { walkFolders } from '../../../base/files/walk-folders';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';

/** What lies in a cache, or in one thing of it. */
export interface Measured {
  bytes: number;
  files: number;
  /** Of `bytes` what would be free without it: files that have another name elsewhere stay on the disk. */
  freeableBytes: number;
  /** When a file of it was last read or written, in milliseconds; 0 where there is none. */
  usedAtMs: number;
  /** False: the time was up before everything was seen. */
  isWhole: boolean;
}

/** How long a walk may take. */
export interface WalkLimits {
  signal: AbortSignal;
  /** The time by the clock of `performance` at which the walk ends with what it has seen. */
  untilMs: number;
}

interface Walk extends WalkLimits {
  sum: Measured;
  /** Files with several names: how many of them were met here. */
  shared: Map<string, { bytes: number; met: number; names: number }>;
  waiting: string[];
}

async function addFile({ sum, shared }: Walk, path: string): Promise<void> {
  const file = await lstat(path).catch(() => null);
  if (file === null) return;
  sum.usedAtMs = Math.max(sum.usedAtMs, file.atimeMs, file.mtimeMs);
  const key = `${file.dev}:${file.ino}`;
  const known = shared.get(key);
  if (known !== undefined) {
    known.met += 1;
    return;
  }
  sum.files += 1;
  sum.bytes += file.size;
  if (file.nlink > 1) shared.set(key, { bytes: file.size, met: 1, names: file.nlink });
  else sum.freeableBytes += file.size;
}

/** Answers whether there is time for more. */
async function addEntries(walk: Walk, folder: string, entries: readonly Dirent[]): Promise<boolean> {
  walk.waiting.push(...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name)));
  const files = entries.filter((entry) => entry.isFile());
  await Promise.all(files.map(({ name }) => addFile(walk, join(folder, name))));
  if (walk.signal.aborted) throw new AppError('cancelled', msg`Measuring was cancelled.`);
  if (performance.now() > walk.untilMs) walk.sum.isWhole = false;
  return walk.sum.isWhole;
}

/**
 * Adds up what lies below a folder, or the one file that `path` is, without following a link: bytes as their owners see them, a file with several names once.
 * Reads in small steps, so that nothing waits for it. Throws `cancelled`.
 */
export async function measureCache(path: string, limits: WalkLimits): Promise<Measured> {
  const sum: Measured = { bytes: 0, files: 0, freeableBytes: 0, usedAtMs: 0, isWhole: true };
  const walk: Walk = { ...limits, sum, shared: new Map(), waiting: [] };
  const found = await lstat(path).catch(() => null);
  if (found?.isFile() === true) await addFile(walk, path);
  if (found?.isDirectory() === true) walk.waiting.push(path);
  await walkFolders(walk.waiting, { take: (folder, entries) => addEntries(walk, folder, entries) });
  for (const { bytes, met, names } of walk.shared.values()) if (met >= names) sum.freeableBytes += bytes;
  return sum;
}

/** Several measures as one. */
export function addMeasures(all: readonly Measured[]): Measured {
  return all.reduce(
    (sum, one) => ({
      bytes: sum.bytes + one.bytes,
      files: sum.files + one.files,
      freeableBytes: sum.freeableBytes + one.freeableBytes,
      usedAtMs: Math.max(sum.usedAtMs, one.usedAtMs),
      isWhole: sum.isWhole && one.isWhole,
    }),
    { bytes: 0, files: 0, freeableBytes: 0, usedAtMs: 0, isWhole: true },
  );
}
