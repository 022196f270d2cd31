import { lstat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createSerial } from '../../base/async/serial';
import { ageByClock, type AgeOf } from '../../base/files/days-of-use';
import { createSoon } from '../../base/async/soon';
import { isInside, listNames } from '../../base/files/files';
import { isGoing, removeWhatWasGoing } from '../../base/files/remove-by-rename';
import type { Logger } from '../../base/log';
import type { DiskLeftover, Displaced } from '../../contract/disk';
import type { ChangeRecord } from './change-record';
import type { ChangeRecords } from './change-records';
import { isTrashName } from './trash-places';

const dayMs = 24 * 60 * 60 * 1000;
/** Changes come in bursts, and none of them should wait for a deletion. */
const gatherMs = 2000;

export interface TrashOptions {
  records: ChangeRecords;
  /** The folders that hold what changes removed or replaced, one for each volume. */
  folders: () => Promise<readonly string[]>;
  /** Further folders whose things a person can delete: what a kill leaves of that goes with the trash. */
  alsoCleaned?: readonly string[];
  /** How old things are, read anew at each use; by the clock when left out. */
  readAge?: () => Promise<AgeOf>;
  /** Read anew at each use. */
  limits: () => { days: number; maxBytes: number };
  /** Deletes one thing of the trash; false while a change that is not over needs it. */
  discard: (path: string) => Promise<boolean>;
  /** Bytes of a file or of everything in a folder. */
  measure: (path: string, signal: AbortSignal) => Promise<number>;
  log: Logger;
}

/** What changes removed or replaced: kept until it is old, or until there is too much of it. */
export interface Trash {
  /** Looks in the background, a moment later, whether something has to go. */
  tidySoon(): void;
  /** The same at once. Never rejects. */
  tidy(): Promise<void>;
  /** What would have to go for good, the oldest first, if so many bytes more came. Answers how many things, and their bytes. */
  displacedBy(bytes: number): Promise<Displaced>;
  /** The change that put this there; null for what no change of a task is known of. */
  changeOf(path: string): DiskLeftover['change'];
  /** What lay at these places was deleted by a person: nothing can be taken back with it any more. */
  forget(paths: readonly string[]): Promise<void>;
  /** Ends what goes on in the background. */
  close(): void;
}

/** What goes together: all that one change put into the trash, or a thing that no change is known of. */
interface Load {
  /** When it came, by the record, else by the disk. */
  atMs: number;
  paths: string[];
  record: ChangeRecord | null;
}

/** The last change that put this there. */
function ownerOf(path: string, records: readonly ChangeRecord[]): ChangeRecord | null {
  const isBrought = ({ to }: { to: string }) => to === path || isInside(path, to);
  return records.findLast(({ moves }) => moves.some(isBrought)) ?? null;
}

function changeAt(path: string, records: readonly ChangeRecord[]): DiskLeftover['change'] {
  const owner = ownerOf(path, records);
  if (owner === null || owner.task === null) return null;
  const { uiId, kind, target } = owner.task;
  return { ui_id: uiId, kind, target, at: owner.at };
}

/** The records that are no way back without what lies in the trash: that of a change, and of the one that it took back. */
const idsOf = ({ id, takesBack }: ChangeRecord): string[] => (takesBack === null ? [id] : [id, takesBack]);

/** In whole milliseconds, as the clock tells them: with parts of one, what came just now would lie in the future. */
async function timeOf(path: string): Promise<number> {
  const found = await lstat(path).catch(() => null);
  return found === null ? 0 : Math.floor(Math.max(found.ctimeMs, found.mtimeMs));
}

/** All that lies in the trash, each with the change that put it there. */
async function listOwned({ folders, records }: TrashOptions): Promise<{ path: string; record: ChangeRecord | null }[]> {
  const paths: string[] = [];
  for (const folder of await folders()) {
    const names = (await listNames(folder)).filter((name) => !isGoing(name));
    paths.push(...names.map((name) => join(folder, name)));
  }
  const owned = paths.map((path) => ({ path, record: ownerOf(path, records.list()) }));
  // What somebody else has put there stays until a person removes it.
  return owned.filter(({ path, record }) => record !== null || isTrashName(basename(path)));
}

async function readLoads(options: TrashOptions): Promise<Load[]> {
  const loads = new Map<string, Load>();
  for (const { path, record } of await listOwned(options)) {
    const key = record === null ? path : record.id;
    const known = loads.get(key);
    if (known !== undefined) known.paths.push(path);
    else loads.set(key, { record, paths: [path], atMs: record === null ? await timeOf(path) : Date.parse(record.at) });
  }
  return [...loads.values()].sort((a, b) => a.atMs - b.atMs);
}

async function forgetOwners(paths: readonly string[], records: ChangeRecords): Promise<void> {
  const owners = paths.map((path) => ownerOf(path, records.list())).filter((owner) => owner !== null);
  await records.forget(owners.flatMap(idsOf));
}

/** Tells what is old enough to go, as things stand now. */
async function createAgeCheck({
  readAge,
  limits,
}: Pick<TrashOptions, 'readAge' | 'limits'>): Promise<(atMs: number) => boolean> {
  const ageOf = (await readAge?.()) ?? ageByClock;
  return (atMs) => ageOf(atMs) >= limits().days * dayMs;
}

interface Weighed {
  load: Load;
  bytes: number;
}

const sumOf = (weighed: readonly Weighed[]): number => weighed.reduce((sum, { bytes }) => sum + bytes, 0);

/** The order in which things go when there is too much. What is larger than all that may lie there goes first: a huge model must not take everything else with it. Pure. */
function inTurn(weighed: readonly Weighed[], maxBytes: number): Weighed[] {
  const isTooLarge = ({ bytes }: Weighed) => bytes > maxBytes;
  return [...weighed.filter(isTooLarge), ...weighed.filter((one) => !isTooLarge(one))];
}

/** What goes for good where so many bytes more come. Pure. */
function findDisplaced(weighed: readonly Weighed[], maxBytes: number, moreBytes: number): Displaced {
  const displaced: Displaced = { count: 0, bytes: 0 };
  const surplus = sumOf(weighed) + moreBytes - maxBytes;
  for (const { load, bytes } of inTurn(weighed, maxBytes)) {
    if (displaced.bytes >= surplus) break;
    displaced.count += load.paths.length;
    displaced.bytes += bytes;
  }
  return displaced;
}

/** What lies in the trash is not changed any more, so it is measured once. */
function measureOnce(measure: (path: string) => Promise<number>) {
  const known = new Map<string, number>();
  return {
    async of(path: string): Promise<number> {
      const bytes = known.get(path) ?? (await measure(path));
      known.set(path, bytes);
      return bytes;
    },
    forget: (path: string) => known.delete(path),
  };
}

/** Removes what a kill left of deletions. */
async function removeHalves({ folders, alsoCleaned = [] }: TrashOptions): Promise<void> {
  for (const folder of [...(await folders()), ...alsoCleaned]) await removeWhatWasGoing(folder);
}

/** Makes the trash of an installation. */
export function createTrash(options: TrashOptions): Trash {
  const { records, limits, discard, measure, log } = options;
  const serial = createSerial();
  const abort = new AbortController();
  const sizes = measureOnce((path) => measure(path, abort.signal));

  /** False when a part of it is still needed. What cannot be taken back any more has no record. */
  async function remove({ paths, record }: Load): Promise<boolean> {
    for (const path of paths) if (!(await discard(path))) return false;
    for (const path of paths) sizes.forget(path);
    if (record !== null) await records.forget(idsOf(record));
    return true;
  }

  async function removeOld(loads: readonly Load[]): Promise<Load[]> {
    const isOld = await createAgeCheck(options);
    const surplus = new Set(records.surplus().map(({ id }) => id));
    const remaining: Load[] = [];
    for (const load of loads) {
      const isOver = isOld(load.atMs) || (load.record !== null && surplus.has(load.record.id));
      if (!isOver || !(await remove(load))) remaining.push(load);
    }
    const bare = records.list().filter(({ id, at }) => surplus.has(id) || isOld(Date.parse(at)));
    const remainingIds = new Set(remaining.map(({ record }) => record?.id));
    await records.forget(bare.map(({ id }) => id).filter((id) => !remainingIds.has(id)));
    return remaining;
  }

  async function weigh(loads: readonly Load[]): Promise<Weighed[]> {
    const weighed: Weighed[] = [];
    for (const load of loads) {
      let bytes = 0;
      for (const path of load.paths) bytes += await sizes.of(path);
      weighed.push({ load, bytes });
    }
    return weighed;
  }

  async function tidy(): Promise<void> {
    await removeHalves(options);
    const weighed = await weigh(await removeOld(await readLoads(options)));
    let total = sumOf(weighed);
    for (const { load, bytes } of inTurn(weighed, limits().maxBytes)) {
      if (total <= limits().maxBytes) return;
      if (await remove(load)) total -= bytes;
    }
  }

  const tidyQuietly = () =>
    serial(async () => {
      if (abort.signal.aborted) return;
      await tidy().catch((error: unknown) => {
        if (!abort.signal.aborted) log.warn('The trash could not be tidied.', { error });
      });
    });
  const soon = createSoon(() => void tidyQuietly(), gatherMs);
  return {
    ...{ tidySoon: soon.ask, tidy: tidyQuietly },
    displacedBy: async (bytes) => findDisplaced(await weigh(await readLoads(options)), limits().maxBytes, bytes),
    forget: (paths) => forgetOwners(paths, records),
    changeOf: (path) => changeAt(path, records.list()),
    close: () => abort.abort(),
  };
}
