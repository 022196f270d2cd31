import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { statfsSync } from 'node:fs';
import { appendFile, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openImage } from '../testing/failing-disk';
import { onlyWhere } from '../testing/only-where';
import { copyOneFile } from './copy-tree';

/** A disk on which files can share their content; the smallest that this file system allows. */
const disk = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  try {
    return openImage(128, 'mkfs.btrfs');
  } catch {
    return null;
  }
})();
afterAll(() => disk?.remove());

const modelBytes = 32 * 1024 * 1024;

const sharing = onlyWhere(disk !== null, 'mounting a Btrfs needs root on Linux, and its tools');
it('a copy shares the content of the file where the disk can, until one of them changes', sharing, async () => {
  const dir = disk?.dir ?? '';
  const [model, copy] = [join(dir, 'model'), join(dir, 'copy')];
  const freeBytes = () => {
    spawnSync('sync', ['-f', dir]);
    const { bavail, bsize } = statfsSync(dir);
    return bavail * bsize;
  };
  await writeFile(model, randomBytes(modelBytes));
  const saved = new Date('2026-01-02T03:04:05Z');
  await utimes(model, saved, saved);
  const before = freeBytes();
  await copyOneFile(model, copy, { signal: new AbortController().signal, onProgress: () => undefined });
  expect(before - freeBytes()).toBeLessThan(modelBytes / 8);
  expect((await stat(copy)).mtime).toEqual(saved);
  await appendFile(copy, 'more');
  expect((await readFile(copy)).length).toBe(modelBytes + 4);
  expect((await readFile(model)).length).toBe(modelBytes);
});
