import { join } from 'node:path';
import { z } from 'zod';
import { readJsonIfPresent, writeJson } from '../../base/files/files';
import type { Logger } from '../../base/log';
import type { JobContext } from '../../base/async/job';
import { shareWork } from '../../base/async/shared-work';
import {
  DiskPart,
  type CleanCacheParams,
  type DiskCache,
  type DiskLeftover,
  type DiskUsage,
} from '../../contract/disk';
import type { TaskOutcome } from '../../contract/tasks/tasks';
import { describeCache, findCaches, type CacheSources } from './caches/caches';
import { cleanCache } from './caches/clean-cache';
import { listRoots, type RootSources } from './disk-roots';
import { cleanLeftovers, listLeftovers, type Cleaned, type Cleaning, type LeftoverPlaces } from './leftovers';
import { measureFolders } from './measure-folders';
import { describeVolumes } from './volumes';

/** `kept`: what was measured last, however long ago. `cache`: that, unless it is older than ten minutes. `fresh`: measured now. */
export type DiskMode = 'kept' | 'cache' | 'fresh';

/** What the installation takes on disk, and what of ours can go. */
export interface Disk {
  /** Callers who come while it is measured share one walk, which ends with the last of them. Throws `cancelled`. */
  usage(mode: DiskMode, signal?: AbortSignal): Promise<DiskUsage>;
  /** Ends the walks that are under way; nothing is kept of them. */
  stop(): void;
  leftovers(isBusy: boolean): Promise<DiskLeftover[]>;
  clean(ids: readonly string[], isBusy: boolean): Promise<Cleaned>;
  /** The caches that the programs of the installation fill, as much of each as is seen in time. Callers who come meanwhile share one walk. Throws `cancelled`. */
  caches(signal?: AbortSignal): Promise<DiskCache[]>;
  /** Throws what `cleanCache` throws. */
  cleanCache(params: CleanCacheParams, job: JobContext): Promise<TaskOutcome>;
}

export type DiskOptions = RootSources &
  CacheSources &
  Pick<LeftoverPlaces, 'moreTrash'> &
  Pick<Cleaning, 'discard'> & { log: Logger };

const youngMs = 10 * 60 * 1000;
/** How long the caches are walked through, all of them together. */
const cachesMs = 30_000;
const Measured = z.object({ measuredAt: z.string(), parts: z.array(DiskPart) });
type Measured = z.infer<typeof Measured>;

async function measureCaches(sources: CacheSources, signal: AbortSignal): Promise<DiskCache[]> {
  const untilMs = performance.now() + cachesMs;
  const caches: DiskCache[] = [];
  for (const place of await findCaches(sources, signal))
    caches.push(await describeCache(sources, place, { signal, untilMs }));
  return caches;
}

/** Opens the disk usage of an installation. Nothing is read before it is asked for. */
export function createDisk(options: DiskOptions): Disk {
  const { paths, installation, models, moreTrash, discard, log } = options;
  const places: LeftoverPlaces = { ...paths, moreTrash, partHomes: models.partHomes, measured: new Map() };
  const file = join(paths.desktopDir, 'disk-usage.json');

  const read = async (): Promise<Measured | null> =>
    Measured.safeParse(await readJsonIfPresent(file).catch(() => null)).data ?? null;

  async function walk(signal: AbortSignal): Promise<Measured> {
    const parts = await measureFolders(await listRoots(options), signal);
    const measured: Measured = { measuredAt: new Date().toISOString(), parts };
    await writeJson(file, measured).catch((error: unknown) => log.warn('What was measured is not kept.', { error }));
    return measured;
  }

  const parts = shareWork(walk);
  const caches = shareWork((signal) => measureCaches(options, signal));

  async function choose(mode: DiskMode, signal: AbortSignal | undefined): Promise<Measured | null> {
    const cached = mode === 'fresh' ? null : await read();
    if (mode === 'kept') return cached;
    const isYoung = cached !== null && Date.now() - Date.parse(cached.measuredAt) < youngMs;
    return isYoung ? cached : parts.join(signal);
  }

  return {
    async usage(mode, signal) {
      const measured = await choose(mode, signal);
      const folders = [installation.baseDir, paths.customNodesDir, join(installation.baseDir, 'models')];
      const volumes = await describeVolumes(folders, measured?.parts ?? []);
      return { measuredAt: measured?.measuredAt ?? null, volumes };
    },
    stop() {
      parts.stop();
      caches.stop();
    },
    leftovers: (isBusy) => listLeftovers(places, isBusy),
    clean: (ids, isBusy) => cleanLeftovers(places, { ids, isBusy, discard }),
    caches: caches.join,
    cleanCache: (params, job) => cleanCache(options, params, job),
  };
}
