import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pLimit from 'p-limit';
import { z } from 'zod';
import {
  ensureFolder,
  fileSizeOf,
  isInside,
  listNames,
  readJsonIfPresent,
  readTextIfPresent,
  writePlain,
} from '../../../base/files/files';
import { copyPlain, tryLink, replaceByLink } from '../../../base/files/hard-links';
import type { KnownDistribution } from './package-journal';
import { isCompiled, parseRecord, type RecordedFile } from './record';

/** Files that are linked or hashed at the same time: twice what the thread pool works on. */
const filesAtOnce = 8;
const heldFile = 'held.json';

/** What is held of one distribution; the files themselves lie beside it, numbered in this order. */
const Held = z.object({
  bytes: z.number(),
  files: z.array(
    z.object({
      path: z.string(),
      /** As RECORD has it, or as the file was where somebody had changed it before. */
      hash: z.string().nullable(),
      size: z.number().nullable(),
      /** Not there when the others were held. */
      isAbsent: z.boolean().optional(),
    }),
  ),
});
type HeldEntry = z.infer<typeof Held>['files'][number];

/** One file of a held distribution. */
export interface HeldFile {
  /** Where it belongs; absolute. */
  place: string;
  /** Where it is held; null when it was not there. */
  kept: string | null;
  hash: string | null;
  size: number | null;
}

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
async function hashFile(file: string, algorithm = 'sha256'): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  return `${algorithm}=${hash.digest('base64url')}`;
}

async function hasHash(file: string, wanted: string): Promise<boolean> {
  const algorithm = wanted.split('=', 1)[0] ?? '';
  return (await hashFile(file, algorithm).catch(() => null)) === wanted;
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

/** How files are held: by links where those cost nothing, else as copies as long as there is room for them. */
interface Holding {
  isLinkCheap: boolean;
  copyBytesLeft: number;
}

/** Gives one file a second name; null when it could only be copied and there is no room for that. */
async function holdFile(
  { sitePackages, target }: { sitePackages: string; target: string },
  { path, hash, size }: RecordedFile,
  holding: Holding,
): Promise<(HeldEntry & { bytes: number }) | null> {
  const place = resolve(sitePackages, path);
  const found = await lstat(place).catch(() => null);
  if (found?.isFile() !== true) return { path, hash, size, isAbsent: true, bytes: 0 };
  const isAltered = hash !== null && size !== null && found.size !== size;
  const kept = { path, hash: isAltered ? await hashFile(place) : hash, size: found.size, bytes: found.size };
  if (holding.isLinkCheap && (await tryLink(place, target))) return kept;
  holding.copyBytesLeft -= found.size;
  if (holding.copyBytesLeft < 0) return null;
  await copyPlain(place, target);
  return kept;
}

/**
 * Gives every file of a distribution a second name in `folder`, which is made. False when it cannot be held: then what is in `folder` is
 * no good. Throws `disk-full`.
 */
export async function holdFiles(
  known: KnownDistribution,
  folder: string,
  { isLinkCheap, largestCopyBytes }: { isLinkCheap: boolean; largestCopyBytes: number },
): Promise<boolean> {
  const sitePackages = dirname(known.infoPath);
  const listed = await listFiles(known);
  await ensureFolder(folder);
  const limit = pLimit(filesAtOnce);
  const holding = { isLinkCheap, copyBytesLeft: largestCopyBytes };
  const held = await limit.map(listed, (file, index) =>
    holdFile({ sitePackages, target: join(folder, String(index)) }, file, holding),
  );
  const files: HeldEntry[] = [];
  let bytes = 0;
  for (const one of held) {
    if (one === null) return false;
    const { bytes: own, ...entry } = one;
    files.push(entry);
    bytes += own;
  }
  await writePlain(join(folder, heldFile), JSON.stringify({ bytes, files }));
  return true;
}

/** How many bytes the files of a held distribution have; null when none is held there. */
export async function readHeldBytes(folder: string): Promise<number | null> {
  return Held.safeParse(await readJsonIfPresent(join(folder, heldFile))).data?.bytes ?? null;
}

/** Which `dist-info` a held distribution has, and the hash of its RECORD in hex; null when none is held there. */
export async function readIdentity(
  folder: string,
  sitePackages: string,
): Promise<Pick<KnownDistribution, 'infoPath' | 'record'> | null> {
  const held = Held.safeParse(await readJsonIfPresent(join(folder, heldFile)).catch(() => null)).data;
  const own = held?.files.find(({ path }) => /^[^/]+\.dist-info\/RECORD$/.test(path));
  const hash = own?.hash?.replace(/^sha256=/, '');
  if (own === undefined || hash === undefined) return null;
  return { infoPath: join(sitePackages, dirname(own.path)), record: Buffer.from(hash, 'base64url').toString('hex') };
}

/** The files of a held distribution with their places; null when it is not held there. */
export async function readHeld({ infoPath }: KnownDistribution, folder: string): Promise<HeldFile[] | null> {
  const held = Held.safeParse(await readJsonIfPresent(join(folder, heldFile)).catch(() => null)).data;
  return (
    held?.files.map(({ path, hash, size, isAbsent = false }, index) => ({
      ...{ place: resolve(dirname(infoPath), path), kept: isAbsent ? null : join(folder, String(index)), hash, size },
    })) ?? null
  );
}

/** Whether a file is in its place as it was held: the same file by its number on the disk, else one of the same content. */
async function isInPlace({ place, kept, hash, size }: HeldFile): Promise<boolean> {
  if (kept === null) return true;
  const [there, ours] = await Promise.all([place, kept].map((file) => lstat(file, { bigint: true }).catch(() => null)));
  if (there?.isFile() !== true) return false;
  if (ours?.ino === there.ino && ours.dev === there.dev) return true;
  if (size !== null && there.size !== BigInt(size)) return false;
  // What RECORD gives no hash for is compared with what is held.
  return hasHash(place, hash ?? (await hashFile(kept).catch(() => '')));
}

/** The files that are not in their places as they were held. */
export async function findDisplaced(files: readonly HeldFile[]): Promise<HeldFile[]> {
  const limit = pLimit(filesAtOnce);
  const inPlace = await limit.map(files, isInPlace);
  return files.filter((_, index) => inPlace[index] !== true);
}

/** Puts files back into their places, all or none: each is proven by its hash first. False when one is no longer what it was. Throws `disk-full`. */
export async function putBack(files: readonly HeldFile[]): Promise<boolean> {
  const limit = pLimit(filesAtOnce);
  const proven = await limit.map(files, async ({ kept, hash, size }) => {
    if (kept === null) return false;
    return hash === null ? (await fileSizeOf(kept)) === size : hasHash(kept, hash);
  });
  if (proven.includes(false)) return false;
  await limit.map(files, async ({ kept, place }) => {
    if (kept !== null) await replaceByLink(kept, place);
  });
  return true;
}
