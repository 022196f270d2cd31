import { lstat } from 'node:fs/promises';
import pLimit from 'p-limit';
import { fileSizeOf } from '../../../base/files/files';
import { replaceByLink } from '../../../base/files/hard-links';
import { filesAtOnce, hashFile } from './held-distribution';
import type { HeldFile } from './held-record';

async function hasHash(file: string, wanted: string): Promise<boolean> {
  const algorithm = wanted.split('=', 1)[0] ?? '';
  return (await hashFile(file, algorithm).catch(() => null)) === wanted;
}

/** Whether somebody wrote into the file, which changes it under both names, after it was held and before `asOfMs`: then that is what was there. */
async function isEdited({ kept, mtimeMs }: HeldFile, asOfMs: number): Promise<boolean> {
  if (kept === null || mtimeMs === null) return false;
  const found = await lstat(kept).catch(() => null);
  return found !== null && found.mtimeMs !== mtimeMs && found.mtimeMs < asOfMs;
}

/** Whether another file has the content that was held. */
async function isSameContent(file: HeldFile & { kept: string }, sizeThere: bigint, asOfMs: number): Promise<boolean> {
  const { place, kept, hash, size } = file;
  if (size !== null && sizeThere !== BigInt(size)) return false;
  if (await isEdited(file, asOfMs)) return false;
  // What RECORD gives no hash for is compared with what is held.
  return hasHash(place, hash ?? (await hashFile(kept).catch(() => '')));
}

/** Whether a file is in its place as it was held: the same file by its number on the disk, else one of the same content. */
async function isInPlace(file: HeldFile, asOfMs: number): Promise<boolean> {
  const { place, kept } = file;
  if (kept === null) return true;
  const [there, ours] = await Promise.all([place, kept].map((path) => lstat(path, { bigint: true }).catch(() => null)));
  if (there?.isFile() !== true) return false;
  if (ours?.ino === there.ino && ours.dev === there.dev) return true;
  return isSameContent({ ...file, kept }, there.size, asOfMs);
}

/** The files that are not in their places as they were held. */
export async function findDisplaced(files: readonly HeldFile[], asOfMs: number): Promise<HeldFile[]> {
  const limit = pLimit(filesAtOnce);
  const inPlace = await limit.map(files, (file) => isInPlace(file, asOfMs));
  return files.filter((_, index) => inPlace[index] !== true);
}

/**
 * Puts files back into their places, all or none: each is proven by its hash first, but for what somebody has edited before `asOfMs`. False when one
 * is no longer what it was. Throws `disk-full`.
 */
export async function putBack(files: readonly HeldFile[], asOfMs: number): Promise<boolean> {
  const limit = pLimit(filesAtOnce);
  const proven = await limit.map(files, async (file) => {
    const { kept, hash, size } = file;
    if (kept === null) return false;
    if (await isEdited(file, asOfMs)) return true;
    return hash === null ? (await fileSizeOf(kept)) === size : hasHash(kept, hash);
  });
  if (proven.includes(false)) return false;
  await limit.map(files, async ({ kept, place }) => {
    if (kept !== null) await replaceByLink(kept, place);
  });
  return true;
}
