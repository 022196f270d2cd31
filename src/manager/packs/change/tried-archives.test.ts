import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLogger } from '../../../base/log';
import { createTriedArchives, type TriedArchives } from './tried-archives';
import { openTriedFolder, type TriedFolder } from './tried-folder';

const url = 'https://registry.invalid/pack/1.0.0.zip';
let root: string;
let folder: string;
let kept: TriedFolder;
let tried: TriedArchives;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tried ü-'));
  folder = join(root, 'tried');
  kept = openTriedFolder(folder, silentLogger);
  tried = createTriedArchives(kept, silentLogger);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function fetched(name: string): Promise<string> {
  const file = join(root, name);
  await writeFile(file, name);
  return file;
}

it('gives what a trial has fetched once, and only for its address', async () => {
  await tried.keep(url, await fetched('one.zip'));
  for (const name of (await readdir(folder)).filter((one) => one.endsWith('.json')))
    expect(await readFile(join(folder, name), 'utf8')).not.toContain('registry.invalid');
  expect(await tried.take(`${url}?other`, join(root, 'other.zip'))).toBe(false);
  expect(await tried.take(url, join(root, 'taken.zip'))).toBe(true);
  expect(await readFile(join(root, 'taken.zip'), 'utf8')).toBe('one.zip');
  expect(await tried.take(url, join(root, 'again.zip'))).toBe(false);
  expect(await readdir(folder)).toEqual([]);
});

it('forgets after a day what nobody has installed', async () => {
  await tried.keep(url, await fetched('one.zip'));
  const before = new Date(Date.now() - 25 * 3_600_000);
  for (const name of await readdir(folder)) await utimes(join(folder, name), before, before);
  await tried.keep('https://registry.invalid/other.zip', await fetched('two.zip'));
  expect(await readdir(folder)).toHaveLength(2);
  await kept.removeOld();
  expect(await readdir(folder)).toHaveLength(2);
  expect(await tried.take(url, join(root, 'taken.zip'))).toBe(false);
});

it('is no reason for anything to fail, whatever the disk says', async () => {
  await writeFile(folder, 'a file in the place of the folder');
  await tried.keep(url, await fetched('one.zip'));
  expect(await readFile(join(root, 'one.zip'), 'utf8')).toBe('one.zip');
  expect(await tried.take(url, join(root, 'taken.zip'))).toBe(false);
  await kept.remove(kept.nameOf(url));
  await rm(folder);
  await tried.keep(url, await fetched('one.zip'));
  // What is there already is not written over.
  await mkdir(join(root, 'taken.zip'));
  expect(await tried.take(url, join(root, 'taken.zip'))).toBe(false);
});
