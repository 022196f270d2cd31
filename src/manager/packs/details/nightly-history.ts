import { join } from 'node:path';
import { statSync } from 'node:fs';
import pLimit from 'p-limit';
import { ensureFolder, isDirectory, writePlain } from '../../../base/files/files';
import { movePath, removeInside } from '../../../base/files/move-files';
import { keepNewest } from '../../../base/files/keep-newest';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import { cloneHistory, fetchHistory, openHistory, type GitHistory, type HistoryOf } from '../../../base/git/history';
import { createLimitByKey } from '../../../base/async/concurrency-limit';
import { unwatchedJob } from '../../../base/async/job';
import { toAppError, type AppError } from '../../../contract/errors';
import { fileNameFor } from './cached-answers';
import { runLimited } from './limit';
import { readingFolder, refuseToAsk } from './repository';
import type { DetailSources } from './sources';

/** A history to read, when its remote was asked, and why not again; null when it was. */
export interface CachedHistory {
  history: GitHistory;
  atMs: number;
  problem: AppError | null;
}

/** The commits of repositories, kept as bare clones without files. Throws what git said when there is no kept one. */
export type ReadHistory = (of: HistoryOf, maxAgeMs: number) => Promise<CachedHistory>;

const limitMs = 60_000;
const fetchesAtOnce = 2;
const maxHistories = 40;
/** Written after each answer of the remote; a folder without it was never finished. */
const markerName = 'comfyui-manager-desktop-asked';

function fetchedAtMs(dir: string): number | null {
  const atMs = statSync(join(dir, markerName), { throwIfNoEntry: false })?.mtimeMs;
  return atMs === undefined ? null : Math.min(atMs, Date.now());
}

interface Place extends HistoryOf {
  folder: string;
  name: string;
  dir: string;
}

/** Cloned in a staging folder and moved in whole. */
async function cloneInto({ folder, name, dir, url, branch }: Place, sources: DetailSources): Promise<void> {
  await keepNewest(folder, maxHistories - 1);
  const reading = readingFolder(sources);
  await withTemporaryFolder(reading, 'history', async (staging) => {
    const clone = join(staging, 'history.git');
    await runLimited(limitMs, (job) => cloneHistory(sources.git, { url, branch, dir: clone, cwd: staging }, job));
    await writePlain(join(clone, markerName), '');
    if (await isDirectory(dir)) await removeInside(folder, name);
    await movePath(clone, dir);
  });
}

async function refresh(place: Place, sources: DetailSources): Promise<void> {
  refuseToAsk(sources, 'repository');
  if (fetchedAtMs(place.dir) === null) return cloneInto(place, sources);
  await runLimited(limitMs, (job) => fetchHistory(sources.git, place, job));
  await writePlain(join(place.dir, markerName), '');
}

/** Opens the kept histories below the folder of the sources. */
export function createHistories(sources: DetailSources): ReadHistory {
  const folder = join(sources.folder, 'histories');
  const oneByOne = createLimitByKey(1);
  const limit = pLimit(fetchesAtOnce);
  return async (of, maxAgeMs) => {
    await ensureFolder(folder);
    const name = fileNameFor(`${of.url} ${of.branch ?? ''}`);
    const dir = join(folder, name);
    return oneByOne(name, async () => {
      const knownMs = fetchedAtMs(dir);
      const history = openHistory(sources.git, dir, unwatchedJob());
      if (knownMs !== null && Date.now() - knownMs < maxAgeMs) return { history, atMs: knownMs, problem: null };
      try {
        await limit(() => refresh({ ...of, folder, name, dir }, sources));
        return { history, atMs: Date.now(), problem: null };
      } catch (error) {
        if (knownMs === null) throw error;
        return { history, atMs: knownMs, problem: toAppError(error) };
      }
    });
  };
}
