import { join } from 'node:path';
import { z } from 'zod';
import { readJsonIfPresent, writeJson } from '../../base/files/files';
import type { Logger } from '../../base/log';
import { DiskPart, type DiskLeftover, type DiskUsage } from '../../contract/disk';
import { listRoots, type RootSources } from './disk-roots';
import { cleanLeftovers, listLeftovers, type Cleaned, type Cleaning, type LeftoverPlaces } from './leftovers';
import { measureFolders } from './measure-folders';
import { describeVolumes } from './volumes';

/** `kept`: what was measured last, however long ago. `cache`: that, unless it is older than ten minutes. `fresh`: measured now. */
export type DiskMode = 'kept' | 'cache' | 'fresh';

/** What the installation takes on disk, and what of ours can go. */
export interface Disk {
  /** Callers who come while it is measured share one walk. Throws `cancelled`. */
  usage(mode: DiskMode): Promise<DiskUsage>;
  /** Ends a walk that is under way; nothing is kept of it. */
  stop(): void;
  leftovers(isBusy: boolean): Promise<DiskLeftover[]>;
  clean(ids: readonly string[], isBusy: boolean): Promise<Cleaned>;
}

export type DiskOptions = RootSources & Pick<LeftoverPlaces, 'moreTrash'> & Pick<Cleaning, 'discard'> & { log: Logger };

const youngMs = 10 * 60 * 1000;
const Measured = z.object({ measuredAt: z.string(), parts: z.array(DiskPart) });
type Measured = z.infer<typeof Measured>;

/** Opens the disk usage of an installation. Nothing is read before it is asked for. */
export function createDisk(options: DiskOptions): Disk {
  const { paths, installation, moreTrash, discard, log } = options;
  const places = { ...paths, moreTrash };
  const file = join(paths.desktopDir, 'disk-usage.json');
  let underWay: { abort: AbortController; measured: Promise<Measured> } | null = null;

  const read = async (): Promise<Measured | null> =>
    Measured.safeParse(await readJsonIfPresent(file).catch(() => null)).data ?? null;

  async function walk(signal: AbortSignal): Promise<Measured> {
    const parts = await measureFolders(await listRoots(options), signal);
    const measured: Measured = { measuredAt: new Date().toISOString(), parts };
    await writeJson(file, measured).catch((error: unknown) => log.warn('What was measured is not kept.', { error }));
    return measured;
  }

  function measure(): Promise<Measured> {
    if (underWay !== null) return underWay.measured;
    const abort = new AbortController();
    const entry = { abort, measured: walk(abort.signal) };
    underWay = entry;
    const end = (): void => {
      if (underWay === entry) underWay = null;
    };
    entry.measured.then(end, end);
    return entry.measured;
  }

  async function choose(mode: DiskMode): Promise<Measured | null> {
    const kept = mode === 'fresh' ? null : await read();
    if (mode === 'kept') return kept;
    const isYoung = kept !== null && Date.now() - Date.parse(kept.measuredAt) < youngMs;
    return isYoung ? kept : measure();
  }

  return {
    async usage(mode) {
      const measured = await choose(mode);
      const folders = [installation.baseDir, paths.customNodesDir, join(installation.baseDir, 'models')];
      const volumes = await describeVolumes(folders, measured?.parts ?? []);
      return { measuredAt: measured?.measuredAt ?? null, volumes };
    },
    stop: () => underWay?.abort.abort(),
    leftovers: (isBusy) => listLeftovers(places, isBusy),
    clean: (ids, isBusy) => cleanLeftovers(places, { ids, isBusy, discard }),
  };
}
