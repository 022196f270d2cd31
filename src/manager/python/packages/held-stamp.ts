import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { beginSlice } from '../../../base/async/time-slice';
import { noteFolders, readStamp, type HeldStamp } from './held-record';
import type { KnownDistribution } from './package-journal';
import { isOutside, type RecordedFile } from './record';

/** The folder of packages itself, in which a name comes or goes with every package. */
const top = '.';

/** Ten thousand folders are usual, and are asked for twice in each change of packages: others get their turn between them. */
async function timesOf(sitePackages: string, folders: Iterable<string>): Promise<Record<string, number>> {
  const slice = beginSlice();
  const times: [string, number][] = [];
  for (const folder of folders) {
    times.push([folder, statSync(join(sitePackages, folder), { throwIfNoEntry: false })?.mtimeMs ?? 0]);
    if (slice.isOver()) await slice.giveWay();
  }
  return Object.fromEntries(times);
}

/** When a name last came or went in each folder below site-packages that holds one of these files. */
export function readFolderTimes(
  sitePackages: string,
  files: readonly Pick<RecordedFile, 'path'>[],
): Promise<Record<string, number>> {
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
    const now = await timesOf(sitePackages, Object.keys(before));
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
