import { statSync } from 'node:fs';
import { beginSlice } from '../../../base/async/time-slice';
import { readKeptFiles } from './kept-record';
import type { KnownDistribution } from './package-journal';

/**
 * Whether somebody has put another file into the place of one since a distribution was held, as editors do that write a file aside and rename it: then what is
 * held is not what is there any more. (What is written in place changes under both names.) Gives way to others between thousands of files.
 */
export async function isReplacedSince(known: KnownDistribution, folder: string): Promise<boolean> {
  const slice = beginSlice();
  for (const { place, keptPath: saved, size, mtimeMs } of (await readKeptFiles(known, folder)) ?? []) {
    // What was held by earlier versions has no time.
    if (saved === null || mtimeMs === null) continue;
    const found = statSync(place, { throwIfNoEntry: false });
    if (found !== undefined && (found.size !== size || found.mtimeMs !== mtimeMs)) return true;
    if (slice.isOver()) await slice.giveWay();
  }
  return false;
}
