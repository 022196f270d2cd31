import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** For tests only: a small disk of its own which the system makes one that can only be read, as it does after an error of the disk. */
export interface FailingDisk {
  /** Where it is mounted. */
  dir: string;
  /** From now on nothing can be written there, whoever has a file of it open. */
  fail(): void;
  /** Mounts it again as one that can be written. Nobody may have a file of it open. */
  repair(): void;
  remove(): void;
}

function run(program: string, ...words: string[]): boolean {
  return spawnSync(program, words, { stdio: 'ignore' }).status === 0;
}

function demand(program: string, ...words: string[]): void {
  if (!run(program, ...words)) throw new Error(`${program} ${words.join(' ')} failed.`);
}

/** A disk in a file, with a file system that this program makes. The caller has to remove it. Throws where that is not permitted. */
export function openImage(megabytes: number, maker: string): Pick<FailingDisk, 'dir' | 'remove'> & { image: string } {
  const base = mkdtempSync(join(tmpdir(), 'failing dísk '));
  const [image, dir] = [join(base, 'image'), join(base, 'mounted')];
  const remove = (): void => {
    run('umount', '-l', dir);
    rmSync(base, { recursive: true, force: true });
  };
  mkdirSync(dir);
  try {
    demand('truncate', '-s', `${megabytes}M`, image);
    demand(maker, '-q', image);
    demand('mount', '-o', 'loop', image, dir);
  } catch (error) {
    remove();
    throw error;
  }
  return { dir, image, remove };
}

/** Makes one; the caller has to remove it. Throws where that is not permitted. */
export function openFailingDisk(megabytes: number): FailingDisk {
  const { dir, image, remove } = openImage(megabytes, 'mkfs.ext4');
  return {
    dir,
    // What was written before reached the disk: this is no test of power cuts.
    fail: () => {
      demand('sync', '-f', dir);
      demand('mount', '-o', 'remount,abort', dir);
    },
    repair: () => {
      demand('umount', dir);
      // It finds the error that the system noted, and says by 1 that it put something right.
      run('e2fsck', '-p', image);
      demand('mount', '-o', 'loop', image, dir);
    },
    remove,
  };
}

/** Whether this account may mount such a disk here. */
export const canMountImages: boolean = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    openFailingDisk(4).remove();
    return true;
  } catch {
    return false;
  }
})();
