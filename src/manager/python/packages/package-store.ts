import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ensureFolder, listNames, pathExists, volumeOf, writePlain } from '../../../base/files/files';
import { movePath, removeInside } from '../../../base/files/move-files';
import { ageByClock, type AgeOf } from '../../../base/files/days-of-use';
import { areLinksCheap } from '../../../base/files/hard-links';
import { syncFolder } from '../../../base/files/sync';
import type { Logger } from '../../../base/log';
import { freeze } from './frozen-packages';
import { keepFiles } from './kept-distribution';
import { readKeptFiles, readKeptBytes, readIdentity } from './kept-record';
import { findDisplaced, putBack } from './put-back';
import type { KnownDistribution } from './package-journal';
import type { Distribution } from './packages';
import { readRecordFacts } from './record-facts';
import { statSync } from 'node:fs';
import { beginSlice } from '../../../base/async/time-slice';

/** How long, and up to which size together, what nothing needs any more is kept, and from which size on a package is not copied where links are impossible. */
export const storeLimits = {
  keepDays: 30,
  mostBytes: 5 * 1024 ** 3,
  largestCopyBytes: 16 * 1024 ** 2,
} as const;

const dayMs = 24 * 60 * 60 * 1000;
const unneededMark = 'unneeded';

/** Second names of the files of installed packages, so that what a change takes away can be put back as it was, without a network. */
export interface PackageStore {
  /** What distributions are known by; keeps nothing. */
  identify(distributions: readonly Distribution[]): Promise<KnownDistribution[]>;
  /** A kept distribution by name and version, as it would lie in this package folder; the one kept last of several, null when none is. */
  find(wanted: { name: string; version: string }, sitePackages: string): Promise<KnownDistribution | null>;
  /** Keeps those of these that are not kept yet, or not with the files that are there now. Throws `disk-full`. */
  keep(installed: readonly KnownDistribution[]): Promise<void>;
  /** Whether a distribution is not, file by file, as it was kept; null when it is not kept. */
  differs(known: KnownDistribution, asOfMs?: number): Promise<boolean | null>;
  /**
   * Puts the files of a distribution that are not as they were back into their places: as they were kept, and with what somebody wrote into them
   * until `asOfMs`. False when it is not kept, or no longer as it was.
   */
  restore(known: KnownDistribution, asOfMs?: number): Promise<boolean>;
  /** Whether anything is kept of it. */
  has(known: KnownDistribution): Promise<boolean>;
  /** The places of all its files; null when it is not kept. */
  placesOf(known: KnownDistribution): Promise<string[] | null>;
  /**
   * Forgets what none of these needs: after 30 days, and the oldest sooner when all of it is too large. What is `wanted` for taking a change back
   * has no days, but counts for the size.
   */
  prune(needed: readonly KnownDistribution[], wanted?: readonly KnownDistribution[]): Promise<void>;
}

export interface StoreOptions {
  dir: string;
  limits?: { keepDays: number; mostBytes: number; largestCopyBytes: number };
  /** How old things are; by the clock when left out. */
  readAge?: (() => Promise<AgeOf>) | undefined;
  log: Logger;
}

/** The name a distribution is kept under; null for one without RECORD, of which nobody knows the files. */
export function keyOf({ name, version, record }: KnownDistribution): string | null {
  if (record === null) return null;
  return `${name}-${version.replace(/[^\w.+!-]/g, '_')}-${record.slice(0, 20)}`;
}

/** Reads what a distribution is known by. */
async function identify(distribution: Distribution): Promise<KnownDistribution> {
  const { name, version, infoPath } = distribution;
  const facts = await readRecordFacts(infoPath);
  const hasAddress = facts === null || facts.namesAddress;
  const address = hasAddress ? (await freeze(distribution)).address : null;
  return { name, version, infoPath, record: facts?.hash ?? null, address };
}

/** What is kept and needed by nothing, the longest so first. The first reading that finds it so marks it with its time. */
async function listUnneeded(dir: string, needed: ReadonlySet<string>) {
  const unneeded: { key: string; sinceMs: number; bytes: number }[] = [];
  for (const key of await listNames(dir)) {
    const mark = join(dir, key, unneededMark);
    if (key.startsWith('.')) {
      // A crash kept it from being moved to its final name.
      await removeInside(dir, key);
      continue;
    }
    if (needed.has(key)) {
      await removeInside(join(dir, key), unneededMark);
      continue;
    }
    if (!(await pathExists(mark))) await writePlain(mark, '');
    unneeded.push({ key, sinceMs: (await stat(mark)).mtimeMs, bytes: (await readKeptBytes(join(dir, key))) ?? 0 });
  }
  return unneeded.sort((a, b) => a.sinceMs - b.sinceMs);
}

/** The distribution of this name and version that was kept last. */
async function findKept(
  dir: string,
  { name, version }: { name: string; version: string },
  sitePackages: string,
): Promise<KnownDistribution | null> {
  const start = keyOf({ name, version, infoPath: '', address: null, record: '' }) ?? '';
  const keys = (await listNames(dir)).filter(
    (key) => key.startsWith(start) && /^[0-9a-f]+$/.test(key.slice(start.length)),
  );
  const dated = await Promise.all(keys.map(async (key) => ({ key, atMs: (await stat(join(dir, key))).mtimeMs })));
  for (const { key } of dated.sort((a, b) => b.atMs - a.atMs)) {
    const known = await readIdentity(join(dir, key), sitePackages);
    if (known !== null) return { ...known, name, version, address: null };
  }
  return null;
}

/** See `PackageStore.prune`. */
async function pruneKept(
  { dir, limits, readAge }: Required<Pick<StoreOptions, 'dir' | 'limits'>> & Pick<StoreOptions, 'readAge'>,
  needed: readonly KnownDistribution[],
  wanted: readonly KnownDistribution[],
): Promise<void> {
  const keys = new Set(needed.flatMap((known) => keyOf(known) ?? []));
  const wantedKeys = new Set(wanted.flatMap((known) => keyOf(known) ?? []));
  const ageOf = (await readAge?.()) ?? ageByClock;
  const unneeded = await listUnneeded(dir, keys);
  let bytes = unneeded.reduce((sum, one) => sum + one.bytes, 0);
  for (const one of unneeded) {
    const isYoung = ageOf(one.sinceMs) <= limits.keepDays * dayMs || wantedKeys.has(one.key);
    if (isYoung && bytes <= limits.mostBytes) continue;
    await removeInside(dir, one.key);
    bytes -= one.bytes;
  }
}

/**
 * Whether somebody has put another file into the place of one since a distribution was held, as editors do that write a file aside and rename it: then what is
 * held is not what is there any more. (What is written in place changes under both names.) Gives way to others between thousands of files.
 */
async function isReplacedSince(known: KnownDistribution, folder: string): Promise<boolean> {
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

/** Opens the store in a folder; it is made when something is kept. */
export function createPackageStore({ dir, limits = storeLimits, readAge, log }: StoreOptions): PackageStore {
  const folderOf = (known: KnownDistribution): string => join(dir, keyOf(known) ?? '');
  const read = async (known: KnownDistribution) =>
    keyOf(known) === null ? null : readKeptFiles(known, folderOf(known));

  async function keepOne(known: KnownDistribution, about: { isLinkCheap: boolean; isAltered: boolean }): Promise<void> {
    const staging = join(dir, `.${randomUUID()}`);
    const options = { largestCopyBytes: limits.largestCopyBytes, ...about };
    if (await keepFiles(known, staging, options)) {
      await removeInside(dir, basename(folderOf(known)));
      return movePath(staging, folderOf(known));
    }
    log.warn('A package is too large to be copied, so it could not be put back without the index', { ...known });
    await removeInside(dir, basename(staging));
    // This keeps the next change from trying it again.
    await ensureFolder(folderOf(known));
  }

  async function keep(installed: readonly KnownDistribution[]): Promise<void> {
    const keptNames = new Set(await listNames(dir));
    const missing: KnownDistribution[] = [];
    for (const one of installed) {
      const key = keyOf(one);
      if (key !== null && (!keptNames.has(key) || (await isReplacedSince(one, folderOf(one))))) missing.push(one);
    }
    if (missing.length === 0) return;
    await ensureFolder(dir);
    const volume = await volumeOf(dir);
    for (const one of missing) {
      const isNear = (await volumeOf(dirname(one.infoPath))) === volume;
      const isLinkCheap = isNear && (await areLinksCheap(dirname(one.infoPath)));
      await keepOne(one, { isLinkCheap, isAltered: keptNames.has(keyOf(one) ?? '') });
    }
    await syncFolder(dir);
  }

  return {
    identify: (distributions) => Promise.all(distributions.map(identify)),
    find: (wanted, sitePackages) => findKept(dir, wanted, sitePackages),
    keep,
    async differs(known, asOfMs = 0) {
      const files = await read(known);
      return files === null ? null : (await findDisplaced(files, asOfMs)).length > 0;
    },
    async restore(known, asOfMs = 0) {
      const files = await read(known);
      return files !== null && putBack(await findDisplaced(files, asOfMs), asOfMs);
    },
    has: async (known) => (await read(known)) !== null,
    placesOf: async (known) => (await read(known))?.map(({ place }) => place) ?? null,
    prune: (needed, wanted = []) => pruneKept({ dir, limits, readAge }, needed, wanted),
  };
}
