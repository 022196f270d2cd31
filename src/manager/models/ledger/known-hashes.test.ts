import { mkdtemp, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openKnownHashes } from './known-hashes';

let folder: string;
let hashesFile: string;
const sha256 = 'ab'.repeat(32);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cmd prüfsumme-'));
  hashesFile = join(folder, 'model-hashes.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, content = name): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** What a new start of the app knows about a file. */
async function recall(path: string): Promise<string | null> {
  const { size, mtimeMs, ino } = await stat(path);
  return (await openKnownHashes(hashesFile).read())(path, { size, mtimeMs, ino });
}

it('outlives the app, and counts only while the file is as it was', async () => {
  const [file, other] = [await put('a'), await put('b')];
  await openKnownHashes(hashesFile).remember({ [file]: sha256 });
  expect([await recall(file), await recall(other)]).toEqual([sha256, null]);
  await utimes(file, new Date(), new Date(0));
  expect(await recall(file)).toBeNull();
});

it('tells a file that took the place of another of its size and time', async () => {
  const [file, other] = [await put('a', '1'), await put('b', '2')];
  const time = new Date(0);
  await utimes(file, time, time);
  await utimes(other, time, time);
  await openKnownHashes(hashesFile).remember({ [file]: sha256 });
  await rename(other, file);
  expect(await recall(file)).toBeNull();
});

it('forgets files that are gone, and adds to what it knew', async () => {
  const [gone, present] = [await put('gone'), await put('kept')];
  const hashes = openKnownHashes(hashesFile);
  await hashes.remember({ [gone]: sha256, [present]: sha256 });
  await rm(gone);
  const added = await put('added');
  await hashes.remember({ [added]: sha256 });
  await hashes.forgetGone();
  const lines = (await readFile(hashesFile, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { path: string }).path)).toEqual([present, added]);
});

it.each(['', 'not json', '[]', '{"path": 1}', '{"path": "a", "size": 1, "mtimeMs": 1, "ino": 1, "sha256": "short"}'])(
  'knows nothing when its file holds %j, and goes on',
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

it('knows where a file came from, without what is secret in the address, as long as it is as it was', async () => {
  const [file, other] = [await put('a'), await put('b')];
  const hashes = openKnownHashes(hashesFile);
  await hashes.remember({ [file]: sha256 }, 'https://civitai.com/api/download/models/1?type=Model&token=secret');
  await hashes.remember({ [other]: sha256 }, 'http://127.0.0.1:8000/b');
  expect(await readFile(hashesFile, 'utf8')).not.toContain('secret');
  const recallSource = async (path: string): Promise<string | null> =>
    (await openKnownHashes(hashesFile).sources())(path, await stat(path));
  expect(await recallSource(file)).toBe('https://civitai.com/api/download/models/1?type=Model');
  expect(await recallSource(other)).toBeNull();
  await utimes(file, new Date(), new Date(0));
  expect(await recallSource(file)).toBeNull();
});
