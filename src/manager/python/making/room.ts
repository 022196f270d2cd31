import { statfs } from 'node:fs/promises';
import { nearestExisting } from '../../../base/files/real-place';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';

/** The free room of the disk that a folder is, or will be, on; null where the system does not say. */
export async function freeBytesAt(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(await nearestExisting(folder));
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** How much a number of bytes is, for a sentence. */
const gigabytes = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;

/** Refuses a disk without the room that it takes. */
export function checkRoom(folder: string, room: { needed: number; free: number | null }): AppError[] {
  const { needed, free } = room;
  if (free === null || free >= needed) return [];
  return [
    new AppError('disk-full', msg`${folder} needs about ${gigabytes(needed)}, and ${gigabytes(free)} are free.`, {
      remedy: msg`Free some space on that disk, or choose a folder on another one.`,
      details: { folder, neededBytes: needed, freeBytes: free },
    }),
  ];
}
