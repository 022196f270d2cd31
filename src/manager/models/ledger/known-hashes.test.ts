import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openKnownHashes } from './known-hashes';

let folder: string;
let hashesFile: string;
const sha256 = 'ab'.repeat(32);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cmd prüfsumme-'));
  hashesFile = join(folder, 'model-hashes.json');
});
afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, content = name): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** What a new start of the app knows about a file. */
async function recall(path: string): Promise<string | null> {
  const { size, mtimeMs } = await stat(path);
  return (await openKnownHashes(hashesFile).read())(path, { size, mtimeMs });
}

it('outlives the app, and counts only while the file is as it was', async () => {
  const [file, other] = [await put('a'), await put('b')];
  await openKnownHashes(hashesFile).remember({ [file]: sha256 });
  expect([await recall(file), await recall(other)]).toEqual([sha256, null]);
  await utimes(file, new Date(), new Date(0));
  expect(await recall(file)).toBeNull();
});

it('forgets files that are gone, and adds to what it knew', async () => {
  const [gone, present] = [await put('gone'), await put('kept')];
  await openKnownHashes(hashesFile).remember({ [gone]: sha256, [present]: sha256 });
  await rm(gone);
  const added = await put('added');
  await openKnownHashes(hashesFile).remember({ [added]: sha256 });
  expect(Object.keys(JSON.parse(await readFile(hashesFile, 'utf8')) as object)).toEqual([present, added]);
});

it.each(['', 'not json', '[]', '{"a": 1}', '{"a": {"size": 1, "mtimeMs": 1, "sha256": "short"}}'])(
  'is empty when its file holds %j, and writes it anew',
  async (damaged) => {
    await writeFile(hashesFile, damaged);
    const file = await put('a');
    expect(await recall(file)).toBeNull();
    await openKnownHashes(hashesFile).remember({ [file]: sha256 });
    expect(await recall(file)).toBe(sha256);
  },
);

it('is no reason to fail where it cannot be written', async () => {
  const file = await put('a');
  const hashes = openKnownHashes(join(file, 'below a file.json'));
  await hashes.remember({ [file]: sha256 });
  const { size, mtimeMs } = await stat(file);
  expect((await hashes.read())(file, { size, mtimeMs })).toBe(sha256);
});
