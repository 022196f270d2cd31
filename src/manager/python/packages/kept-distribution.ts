import { lstatSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import pLimit from 'p-limit';
import { beginSlice } from '../../../base/async/time-slice';
import { digestFile } from '../../../base/files/digest';
import { ensureFolder, isInside, listNames, readTextIfPresent, writePlain } from '../../../base/files/files';
import { copyPlain, linkAtOnce, tryLink } from '../../../base/files/hard-links';
import { keptRecordName, type KeptEntry } from './kept-record';
import type { KnownDistribution } from './package-journal';
import { isCompiled, parseRecord, type RecordedFile } from './record';

/** Files that are linked or hashed at the same time: twice what the thread pool works on. */
export const filesAtOnce = 8;

/** The root of an environment: what RECORD names outside of it is nobody's to touch. */
export function rootOf(sitePackages: string): string {
  return resolve(sitePackages, process.platform === 'win32' ? '../..' : '../../..');
}

/** The files of a RECORD by their places; compiled ones and those outside of the environment left out. */
export function placesOf(sitePackages: string, files: readonly RecordedFile[]): (RecordedFile & { place: string })[] {
  const root = rootOf(sitePackages);
  return files.flatMap((file) => {
    const place = resolve(sitePackages, file.path);
    return isInside(root, place) && !isCompiled(file.path) ? [{ ...file, place }] : [];
  });
}

/** The hash of a file in the form of RECORD, `sha256=...`. */
export async function hashFile(file: string, algorithm = 'sha256'): Promise<string> {
  return `${algorithm}=${(await digestFile(file, algorithm)).toString('base64url')}`;
}

/** Everything that belongs to a distribution: what RECORD names, and what else lies in its `dist-info`. */
async function listFiles({ infoPath, record }: KnownDistribution): Promise<RecordedFile[]> {
  const sitePackages = dirname(infoPath);
  const rows = parseRecord((await readTextIfPresent(join(infoPath, 'RECORD'))) ?? '');
  const listed = new Map(
    placesOf(sitePackages, rows).map(({ place, path, hash, size }) => [place, { path, hash, size }]),
  );
  for (const name of await listNames(infoPath)) {
    const path = `${basename(infoPath)}/${name}`;
    const place = resolve(sitePackages, path);
    // RECORD lists no hash of itself. The one by which the whole distribution is known is used.
    const hash =
      name === 'RECORD' && record !== null ? `sha256=${Buffer.from(record, 'hex').toString('base64url')}` : null;
    listed.set(
      place,
      listed.get(place)?.hash != null
        ? { path, hash: null, size: null, ...listed.get(place) }
        : { path, hash, size: null },
    );
  }
  return [...listed.values()];
}

/** How files are kept: by links where those cost nothing, else as copies as long as there is room for them. */
interface Holding {
  isLinkCheap: boolean;
  remainingCopyBytes: number;
  /** When RECORD was written. Installers write it last, so what is newer was changed by somebody. */
  recordedMs: number;
}

/** A file as it is held. */
type HeldFile = KeptEntry & { bytes: number };

/** Installers write within a moment, and some file systems tell times in steps of two seconds. */
const writingMs = 2000;

/** Whether what RECORD says of a file need not be so. */
function isSuspect({ size }: RecordedFile, found: { size: number; mtimeMs: number }, holding: Holding): boolean {
  return (size !== null && found.size !== size) || found.mtimeMs > holding.recordedMs + writingMs;
}

/**
 * Gives one file a second name at once, as the most are given it: before an `install.py` that is a hundred thousand files, and a promise for each costs ten
 * times what the two calls do. Null where it takes more: a hash, a copy, or an error to be told.
 */
function holdAtOnce(
  { place, target }: { place: string; target: string },
  file: RecordedFile,
  holding: Holding,
): HeldFile | null {
  const { path, hash, size } = file;
  try {
    const found = lstatSync(place, { throwIfNoEntry: false });
    if (found?.isFile() !== true) return { path, hash, size, isAbsent: true, bytes: 0 };
    if (hash !== null && isSuspect(file, found, holding)) return null;
    linkAtOnce(place, target);
    return { path, hash, size: found.size, mtimeMs: found.mtimeMs, bytes: found.size };
  } catch {
    return null;
  }
}

/** Gives one file a second name; null when it could only be copied and there is no room for that. */
async function keepFile(
  { sitePackages, target }: { sitePackages: string; target: string },
  file: RecordedFile,
  holding: Holding,
): Promise<HeldFile | null> {
  const { path, hash, size } = file;
  const place = resolve(sitePackages, path);
  const found = await lstat(place).catch(() => null);
  if (found?.isFile() !== true) return { path, hash, size, isAbsent: true, bytes: 0 };
  const { mtimeMs } = found;
  const own = hash !== null && isSuspect(file, found, holding) ? await hashFile(place) : hash;
  const recorded = { path, hash: own, size: found.size, mtimeMs, bytes: found.size };
  if (holding.isLinkCheap && (await tryLink(place, target))) return recorded;
  holding.remainingCopyBytes -= found.size;
  if (holding.remainingCopyBytes < 0) return null;
  await copyPlain(place, target);
  return recorded;
}

/**
 * Gives every file of a distribution a second name in `folder`, which is made. False when it cannot be kept: then what is in `folder` is
 * no good. Throws `disk-full`.
 */
export async function keepFiles(
  known: KnownDistribution,
  folder: string,
  {
    isLinkCheap,
    largestCopyBytes,
    isAltered,
  }: {
    isLinkCheap: boolean;
    largestCopyBytes: number;
    /** Somebody has put other files into the place of some: what RECORD says of any is not taken as given. */
    isAltered: boolean;
  },
): Promise<boolean> {
  const sitePackages = dirname(known.infoPath);
  const listed = await listFiles(known);
  await ensureFolder(folder);
  const limit = pLimit(filesAtOnce);
  const written = await lstat(join(known.infoPath, 'RECORD')).catch(() => null);
  const recordedMs = isAltered ? -Infinity : (written?.mtimeMs ?? Infinity);
  const holding = { isLinkCheap, remainingCopyBytes: largestCopyBytes, recordedMs };
  const slice = beginSlice();
  const held: Promise<HeldFile | null>[] = [];
  for (const [index, file] of listed.entries()) {
    const target = join(folder, String(index));
    const linked = isLinkCheap ? holdAtOnce({ place: resolve(sitePackages, file.path), target }, file, holding) : null;
    held.push(
      linked === null ? limit(() => keepFile({ sitePackages, target }, file, holding)) : Promise.resolve(linked),
    );
    if (slice.isOver()) await slice.giveWay();
  }
  const entries = await Promise.all(held);
  const files: KeptEntry[] = [];
  let bytes = 0;
  for (const one of entries) {
    if (one === null) return false;
    const { bytes: own, ...entry } = one;
    files.push(entry);
    bytes += own;
  }
  await writePlain(join(folder, keptRecordName), JSON.stringify({ bytes, files }));
  return true;
}
