import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { noteFolders, readStamp, type HeldStamp } from './held-record';
import type { KnownDistribution } from './package-journal';
import { isOutside, type RecordedFile } from './record';

/** The folder of packages itself, in which a name comes or goes with every package. */
const top = '.';

function timesOf(sitePackages: string, folders: Iterable<string>): Record<string, number> {
  const read = (folder: string) => statSync(join(sitePackages, folder), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Object.fromEntries([...folders].map((folder) => [folder, read(folder)]));
}

/** When a name last came or went in each folder below site-packages that holds one of these files. */
export function readFolderTimes(
  sitePackages: string,
  files: readonly Pick<RecordedFile, 'path'>[],
): Record<string, number> {
  return timesOf(sitePackages, new Set(files.flatMap(({ path }) => (isOutside(path) ? [] : [dirname(path)]))));
}

function isReplaced(sitePackages: string, { path, size, mtimeMs, isAbsent }: HeldStamp['files'][number]): boolean {
  if (isAbsent === true) return false;
  const found = statSync(resolve(sitePackages, path), { throwIfNoEntry: false });
  return found !== undefined && (found.size !== size || found.mtimeMs !== mtimeMs);
}

/** Whether somebody has put another file into the place of one since a distribution was held in this folder. */
export type LookForReplaced = (known: Pick<KnownDistribution, 'infoPath'>, folder: string) => Promise<boolean>;

/**
 * Makes a look for what editors leave that write a file aside and rename it: then what is held is not what is there any more. (What is written in place
 * changes under both names.) A look costs the times of the folders; files are looked at only where a name came or went.
 */
export function createReplacedLook(): LookForReplaced {
  const noted = new Map<string, Readonly<Record<string, number>>>();
  return async ({ infoPath }, folder) => {
    const sitePackages = dirname(infoPath);
    const key = basename(folder);
    const before = noted.get(key) ?? (await readStamp(folder))?.folders;
    if (before === undefined) return false;
    const now = timesOf(sitePackages, Object.keys(before));
    const moved = new Set(Object.keys(before).filter((one) => before[one] !== now[one]));
    noted.set(key, now);
    if (moved.size === 0) return false;
    const files = (await readStamp(folder))?.files ?? [];
    if (files.some((file) => moved.has(dirname(file.path)) && isReplaced(sitePackages, file))) {
      noted.delete(key);
      return true;
    }
    // Python makes a folder for what it compiles: once it is noted, the next run of the app need not look at the files again.
    if ([...moved].some((one) => one !== top)) await noteFolders(folder, now);
    return false;
  };
}
