import { statfs } from 'node:fs/promises';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { volumeOf } from '../../../base/files/files';
import { nearestExisting } from '../../../base/files/real-place';
import { describeBytes } from '../../../contract/text/size-text';

/** How much is left free beside the download, for everything else that writes to that disk. */
const spareBytes = 64 * 1024 ** 2;

/** Downloads that are under way: on which disk, and what is still to come of each. */
const underWay = new Set<{ volume: number; bytesToCome: () => number }>();

/** What other downloads of this app still bring to a disk. */
function bytesToComeOn(volume: number): number {
  const there = [...underWay].filter((each) => each.volume === volume);
  return there.reduce((sum, { bytesToCome }) => sum + bytesToCome(), 0);
}

/**
 * Runs a download with its room on the disk of `folder` reserved, from when it calls `reserve` with what is still to come: two that fit alone shall not fill the
 * disk together. `reserve` throws `disk-full`.
 */
export async function withRoom<T>(
  folder: string,
  work: (reserve: (bytesToCome: () => number) => Promise<void>) => Promise<T>,
): Promise<T> {
  let mine: { volume: number; bytesToCome: () => number } | null = null;
  const release = () => mine !== null && underWay.delete(mine);
  try {
    return await work(async (bytesToCome) => {
      release();
      const volume = await volumeOf(folder);
      const others = bytesToComeOn(volume);
      const what = others > 0 ? msg`The download, with the others that are under way,` : msg`The download`;
      await assertRoom(folder, bytesToCome() + others, what);
      mine = { volume, bytesToCome };
      underWay.add(mine);
    });
  } finally {
    release();
  }
}

/** What is free on the disk of a folder, whether it is there yet or not; null where that cannot be asked. */
export async function freeBytesOf(folder: string): Promise<number | null> {
  const found = await statfs(await nearestExisting(folder)).catch(() => null);
  return found === null ? null : found.bavail * found.bsize;
}

/** Throws `disk-full`, with numbers, when a disk has no room for so many bytes more; `what` needs them. */
export async function assertRoom(folder: string, neededBytes: number, what = msg`The download`): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes + spareBytes) return;
  throw new AppError(
    'disk-full',
    msg`${what} needs ${describeBytes(neededBytes)}, but the disk of ${folder} has only ${describeBytes(freeBytes)} free, of which ${describeBytes(spareBytes)} are kept free for everything else.`,
    {
      remedy: msg`Free some space on that disk and try again; nothing was changed.`,
      details: { neededBytes, freeBytes },
    },
  );
}
