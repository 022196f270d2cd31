import { statfs } from 'node:fs/promises';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { describeBytes } from '../../../contract/text/size-text';

/** How much is left free beside the download, for everything else that writes to that disk. */
const spareBytes = 64 * 1024 ** 2;

/** Throws `disk-full`, with numbers, when a disk has no room for so many bytes more; `what` needs them. */
export async function assertRoom(folder: string, neededBytes: number, what = msg`The download`): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes + spareBytes) return;
  throw new AppError(
    'disk-full',
    msg`${what} needs ${describeBytes(neededBytes)}, but the disk of ${folder} has only ${describeBytes(freeBytes)} free.`,
    {
      remedy: msg`Free some space on that disk and try again; nothing was changed.`,
      details: { neededBytes, freeBytes },
    },
  );
}
