import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** For tests only: a disk of a few megabytes that really fills up. */
export interface SmallDisk {
  /** Where it is mounted. */
  dir: string;
  /** Leaves this many bytes free, in whole pages. */
  leaveFree(bytes: number): void;
  /** Gives all the room back. */
  free(): void;
  remove(): void;
}

function mount(...words: string[]): boolean {
  return spawnSync('mount', words, { stdio: 'ignore' }).status === 0;
}

/** Whether this account may mount a file system here; containers and people mostly may not. */
export const canMount: boolean = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const dir = mkdtempSync(join(tmpdir(), 'mount-'));
  const isMounted = mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', dir);
  if (isMounted) spawnSync('umount', [dir]);
  rmSync(dir, { recursive: true, force: true });
  return isMounted;
})();

/** Mounts one; the caller has to remove it. */
export function openSmallDisk(megabytes: number): SmallDisk {
  const dir = mkdtempSync(join(tmpdir(), 'small dísk '));
  if (!mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir)) throw new Error(`${dir} could not be mounted.`);
  const fillers = join(dir, '.fillers');
  const free = () => rmSync(fillers, { recursive: true, force: true });
  return {
    dir,
    free,
    leaveFree(bytes) {
      free();
      mkdirSync(fillers);
      const { bavail, bsize } = statfsSync(dir);
      writeFileSync(join(fillers, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - bytes)));
    },
    remove() {
      spawnSync('umount', ['-l', dir]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
