import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { syncFiles, syncTree } from './sync';

// That the disk has it is proven by `npm run torture -- --power-cut`; here is what may lie in a folder.
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sync-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('waits for a tree with links that lead nowhere, read-only files and empty folders', async () => {
  await mkdir(join(folder, 'a', 'b'), { recursive: true });
  await writeFile(join(folder, 'a', 'read-only'), 'x', { mode: 0o444 });
  await symlink('nowhere', join(folder, 'a', 'link'));
  await expect(syncTree(folder)).resolves.toBeUndefined();
});

it('waits for a thousand files without opening them all at once', async () => {
  const files = Array.from({ length: 1000 }, (_, at) => join(folder, String(at)));
  for (const file of files) await writeFile(file, 'x');
  await expect(syncFiles(files)).resolves.toBeUndefined();
});

it('does not mind a file that is gone, and throws for a tree that is not there', async () => {
  await expect(syncFiles([join(folder, 'gone')])).resolves.toBeUndefined();
  await expect(syncTree(join(folder, 'gone'))).rejects.toMatchObject({ code: 'ENOENT' });
});
