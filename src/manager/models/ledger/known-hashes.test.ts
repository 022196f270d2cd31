import { link, mkdtemp, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openKnownHashes, stateOf, type FileIdentity, type KnownHashes } from './known-hashes';

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
  return (await openKnownHashes(hashesFile).read())(path, await find(path));
}

async function find(path: string): Promise<FileIdentity> {
  const state = await stateOf(path);
  if (state === null) throw new Error(`${path} is not there`);
  return state;
}

/** As the next look in the background does. */
async function follow(hashes: KnownHashes, ...paths: string[]): Promise<void> {
  await hashes.follow(new Map(await Promise.all(paths.map(async (path) => [path, await find(path)] as const))));
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

it('forgets files that are gone once they are many, the oldest first, and adds to what it knew', async () => {
  const [gone, present] = [await put('gone'), await put('kept')];
  const hashes = openKnownHashes(hashesFile);
  await hashes.remember({ [gone]: sha256, [present]: sha256 });
  await rm(gone);
  const more = Array.from({ length: 1000 }, (_, at) =>
    JSON.stringify({ path: join(folder, `${at}`), size: 1, mtimeMs: 1, ino: 1, sha256 }),
  );
  await writeFile(hashesFile, [await readFile(hashesFile, 'utf8'), ...more].join('\n'));
  const again = openKnownHashes(hashesFile);
  const added = await put('added');
  await again.remember({ [added]: sha256 });
  await follow(again, present, added);
  const paths = (await readFile(hashesFile, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { path: string }).path);
  expect([paths.length, paths[0], paths.at(-1)]).toEqual([1002, present, added]);
});

const address = 'https://huggingface.co/a/b/resolve/main/c.safetensors';

it('goes with a file that is renamed, moved and given a second name, whoever does it, and its source goes along', async () => {
  const file = await put('a', 'weights');
  await openKnownHashes(hashesFile).remember({ [file]: sha256 }, address);
  const [moved, second] = [join(folder, 'b'), join(folder, 'c')];
  await rename(file, moved);
  await link(moved, second);
  for (const path of [moved, second]) {
    expect(await recall(path)).toBe(sha256);
    expect((await openKnownHashes(hashesFile).sources())(path, await find(path))).toBe(address);
  }
  // A file of the same name, size and time that is another one tells nothing, and what was moved stays known.
  const { mtimeMs } = await find(moved);
  await put('a', 'WEIGHTS');
  await utimes(file, new Date(), mtimeMs / 1000);
  expect(await recall(file)).toBeNull();
  await follow(openKnownHashes(hashesFile), file, moved, second);
  expect([await recall(file), await recall(moved)]).toEqual([null, sha256]);
});

it('stays known in a trash, so that what comes back is not read again', async () => {
  const [file, other] = [await put('a'), await put('b')];
  await openKnownHashes(hashesFile).remember({ [file]: sha256, [other]: sha256 });
  await rename(file, join(folder, 'trashed'));
  await follow(openKnownHashes(hashesFile), other);
  await rename(join(folder, 'trashed'), file);
  expect(await recall(file)).toBe(sha256);
});

it('keeps the hash of a touched file by samples of it, but calls it no proof', async () => {
  const file = await put('a', 'x'.repeat(3_000_000));
  await openKnownHashes(hashesFile).remember({ [file]: sha256 }, address);
  const moved = join(folder, 'touched');
  await rename(file, moved);
  await utimes(moved, new Date(), new Date(0));
  await follow(openKnownHashes(hashesFile), moved);
  expect(await recall(moved)).toBe(sha256);
  const again = openKnownHashes(hashesFile);
  expect((await again.sources())(moved, await find(moved))).toBe(address);
  expect((await again.proven())(moved, await find(moved))).toBeNull();
  // It was read whole: that is proof, and where it came from stays known.
  await again.remember({ [moved]: sha256 });
  expect((await again.proven())(moved, await find(moved))).toBe(sha256);
  expect((await again.sources())(moved, await find(moved))).toBe(address);
});

it.each([0, 1_500_000, 2_999_999])('knows nothing of a touched file with another byte at %i', async (at) => {
  const content = Buffer.alloc(3_000_000, 'x');
  const file = await put('a', content.toString());
  await openKnownHashes(hashesFile).remember({ [file]: sha256 });
  // A trainer writes all weights anew: any of its pieces tells.
  content.fill('y', Math.max(0, at - 100_000), Math.min(3_000_000, at + 100_000));
  await writeFile(file, content, { flag: 'r+' });
  await utimes(file, new Date(), new Date(0));
  await follow(openKnownHashes(hashesFile), file);
  expect(await recall(file)).toBeNull();
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
