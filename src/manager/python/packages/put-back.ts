import { lstat } from 'node:fs/promises';
import pLimit from 'p-limit';
import { fileSizeOf } from '../../../base/files/files';
import { replaceByLink } from '../../../base/files/hard-links';
import { filesAtOnce, hashFile } from './kept-distribution';
import type { KeptFile } from './kept-record';

async function hasHash(file: string, wanted: string): Promise<boolean> {
  const algorithm = wanted.split('=', 1)[0] ?? '';
  return (await hashFile(file, algorithm).catch(() => null)) === wanted;
}

/** Whether somebody wrote into the file, which changes it under both names, after it was kept and before `asOfMs`: then that is what was there. */
async function isEdited({ keptPath, mtimeMs }: KeptFile, asOfMs: number): Promise<boolean> {
  if (keptPath === null || mtimeMs === null) return false;
  const found = await lstat(keptPath).catch(() => null);
  return found !== null && found.mtimeMs !== mtimeMs && found.mtimeMs < asOfMs;
}

/** Whether another file has the content that was kept. */
async function isSameContent(
  file: KeptFile & { keptPath: string },
  sizeThere: bigint,
  asOfMs: number,
): Promise<boolean> {
  const { place, keptPath, hash, size } = file;
  if (size !== null && sizeThere !== BigInt(size)) return false;
  if (await isEdited(file, asOfMs)) return false;
  // What RECORD gives no hash for is compared with what is kept.
  return hasHash(place, hash ?? (await hashFile(keptPath).catch(() => '')));
}

/** Whether a file is in its place as it was kept: the same file by its number on the disk, else one of the same content. */
async function isInPlace(file: KeptFile, asOfMs: number): Promise<boolean> {
  const { place, keptPath } = file;
  if (keptPath === null) return true;
  const [there, ours] = await Promise.all(
    [place, keptPath].map((path) => lstat(path, { bigint: true }).catch(() => null)),
  );
  if (there?.isFile() !== true) return false;
  if (ours?.ino === there.ino && ours.dev === there.dev) return true;
  return isSameContent({ ...file, keptPath }, there.size, asOfMs);
}

/** The files that are not in their places as they were kept. */
export async function findDisplaced(files: readonly KeptFile[], asOfMs: number): Promise<KeptFile[]> {
  const limit = pLimit(filesAtOnce);
  const inPlace = await limit.map(files, (file) => isInPlace(file, asOfMs));
  return files.filter((_, index) => inPlace[index] !== true);
}

/**
 * Puts files back into their places, all or none: each is proven by its hash first, but for what somebody has edited before `asOfMs`. False when one
 * is no longer what it was. Throws `disk-full`.
 */
export async function putBack(files: readonly KeptFile[], asOfMs: number): Promise<boolean> {
  const limit = pLimit(filesAtOnce);
  const proven = await limit.map(files, async (file) => {
    const { keptPath, hash, size } = file;
    if (keptPath === null) return false;
    if (await isEdited(file, asOfMs)) return true;
    return hash === null ? (await fileSizeOf(keptPath)) === size : hasHash(keptPath, hash);
  });
  if (proven.includes(false)) return false;
  await limit.map(files, async ({ keptPath, place }) => {
    if (keptPath !== null) await replaceByLink(keptPath, place);
  });
  return true;
}
