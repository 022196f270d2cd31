// Whether this machine lets us have a disk of our own in a file, which a power cut needs. Asked by making one.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function run(command, args) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return undefined;
  return `\`${command}\`: ${(error?.message ?? stderr).trim().split('\n').at(-1)}`;
}

/** @returns {string | undefined} why no file system in a file can be mounted here; undefined where it can */
export function whyNoOwnDisk() {
  if (process.getuid() !== 0) return 'only root may mount one';
  const folder = mkdtempSync(join(tmpdir(), 'own-disk-'));
  const [file, place] = [join(folder, 'image'), join(folder, 'place')];
  mkdirSync(place);
  try {
    const failed =
      run('truncate', ['-s', '8M', file]) ??
      run('mkfs.ext4', ['-q', '-F', file]) ??
      run('mount', ['-o', 'loop', file, place]);
    return failed ?? run('umount', [place]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
