import { execFile } from 'node:child_process';
import { cp, mkdir, rm } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Room for an installation of the torture several times over; the image is sparse, so it takes what is written. */
const imageSize = '400M';
/** A copy is one moment of the disk when the disk is the same after it; the kernel may write in between. */
const mostTries = 20;

/** Mounts the file system in this file while `work` goes on. Linux, as root. */
export async function whileMounted<T>(file: string, place: string, work: () => Promise<T>): Promise<T> {
  await mkdir(place, { recursive: true });
  await run('mount', ['-o', 'loop', file, place]);
  try {
    return await work();
  } finally {
    await run('umount', [place]);
  }
}

/** Makes a file system (ext4) in this file that holds what a folder holds, as after a long time: all of it is on the disk. */
export async function createImage(file: string, { from, place }: { from: string; place: string }): Promise<void> {
  await run('truncate', ['-s', imageSize, file]);
  await run('mkfs.ext4', ['-q', '-F', file]);
  // Links stay as they are written: those of the environment lead to the machine's own Python.
  const options = { recursive: true, verbatimSymlinks: true, preserveTimestamps: true };
  await whileMounted(file, place, () => cp(from, place, options));
}

/** Copies an image of which nobody writes anything. */
export async function copyImage(from: string, to: string): Promise<void> {
  await run('cp', ['--sparse=always', from, to]);
}

/**
 * Copies the image as it is at one moment, while it is mounted: what programs wrote and the kernel has not handed to the disk is not in it.
 * Whoever writes should be stopped meanwhile. Throws when the disk never rests.
 */
export async function copyMoment(from: string, to: string): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    await copyImage(from, to);
    const isSame = await run('cmp', ['-s', from, to]).then(
      () => true,
      () => false,
    );
    if (isSame) return;
  }
  await rm(to, { force: true });
  throw new Error(`${from} was written to while it was copied, ${mostTries} times.`);
}
