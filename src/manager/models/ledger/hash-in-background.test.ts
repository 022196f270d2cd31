import { openDearFiles } from '../../../base/beside/dear-files';
import { createHash } from 'node:crypto';
import { link, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { silentLogger } from '../../../base/log';
import { openTestModels, type TestModels } from '../testing/models';
import { createBackgroundHashing } from './hash-in-background';
import { openLedger } from './ledger';
import { openKnownHashes } from './known-hashes';
import { walkModels } from './local-models';
import { readPlaces } from '../places/folders';
import { findDuplicates } from './duplicates';

let testModels: TestModels;
beforeEach(async () => {
  testModels = await openTestModels();
});
afterEach(() => testModels.stop());

/** The setting. */
let isOn: boolean;
beforeEach(() => {
  isOn = true;
});

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');

function installationIn(baseDir: string) {
  return {
    ...{ kind: 'git' as const, rootDir: baseDir, comfyDir: baseDir, baseDir, interpreter: null, version: null },
    ...{ customNodesDir: join(baseDir, 'custom_nodes'), userDir: join(baseDir, 'user') },
  };
}

/** What a start of the app has: the same file of hashes, and nothing else. */
function start(whenIdle: () => Promise<void> = () => Promise.resolve()) {
  const { baseDir, place } = testModels;
  const hashes = openKnownHashes(join(baseDir, 'user', 'model-hashes.jsonl'));
  const list = async () => walkModels(await readPlaces(installationIn(baseDir)), await hashes.read());
  const hashing = createBackgroundHashing({ list, hashes, isOn: () => isOn, whenIdle, log: silentLogger });
  const read = async () =>
    Object.fromEntries((await list()).models.map(({ path, hash }) => [path.slice(place().length + 1), hash]));
  return { hashing, list, read, hashes };
}

const untilOver = async ({ hashing, list }: ReturnType<typeof start>): Promise<void> => {
  hashing.beginFor(await list());
  await vi.waitFor(() => expect(hashing.progress()).toBeNull(), { timeout: 20_000 });
};

it('reads every file once, second names of one not again, and what changed anew', async () => {
  const a = await testModels.write('models/loras/a.safetensors', 'one');
  await testModels.write('models/vae/b.safetensors', 'two!');
  await link(a, testModels.place('loras', 'linked.safetensors'));
  const first = start();
  await untilOver(first);
  const known = { 'loras/a.safetensors': sha256('one'), 'loras/linked.safetensors': sha256('one') };
  expect(await first.read()).toEqual({ ...known, 'vae/b.safetensors': sha256('two!') });
  await testModels.write('models/vae/b.safetensors', 'changed');
  const second = start();
  expect(await second.read()).toEqual({ ...known, 'vae/b.safetensors': null });
  await untilOver(second);
  expect(await second.read()).toEqual({ ...known, 'vae/b.safetensors': sha256('changed') });
});

it('reads no file again that was renamed or touched since', async () => {
  const [renamed, touched] = [
    await testModels.write('models/loras/a.safetensors', 'one'),
    await testModels.write('models/loras/b.safetensors', 'two!'),
  ];
  await untilOver(start());
  await rename(renamed, testModels.place('loras', 'new.safetensors'));
  await utimes(touched, new Date(), new Date(0));
  const files: (number | undefined)[] = [];
  const second = start(async () => void files.push(second.hashing.progress()?.files));
  expect(await second.read()).toMatchObject({ 'loras/new.safetensors': sha256('one') });
  await untilOver(second);
  expect(await second.read()).toEqual({
    'loras/new.safetensors': sha256('one'),
    'loras/b.safetensors': sha256('two!'),
  });
  // Only the beginning asked: no piece of a file was read.
  expect(files).toHaveLength(1);
});

it('waits while a task runs, stops within a file, and goes on after a restart with what is left', async () => {
  await testModels.write('models/loras/small.safetensors', 'small');
  await testModels.write('models/loras/large.safetensors', Buffer.alloc(4 * 1024 * 1024));
  let calls = 0;
  // Idle for the start and the first file, then a task that does not end before the app does.
  const busy = new Promise<void>(() => undefined);
  const first = start(() => (++calls <= 2 ? Promise.resolve() : busy));
  first.hashing.beginFor(await first.list());
  await vi.waitFor(() => expect(calls).toBeGreaterThan(2));
  expect(first.hashing.progress()?.files).toBe(1);
  expect(await first.read()).toMatchObject({ 'loras/large.safetensors': null });
  const second = start();
  expect(await second.read()).toEqual({ 'loras/small.safetensors': sha256('small'), 'loras/large.safetensors': null });
  await untilOver(second);
  expect(Object.values(await second.read()).every((hash) => hash !== null)).toBe(true);
  // Where nothing is left, nothing begins; where the app ends, neither.
  second.hashing.beginFor(await second.list());
  expect(second.hashing.progress()).toBeNull();
  await second.hashing.close();
  await testModels.write('models/loras/late.safetensors', 'late');
  second.hashing.beginFor(await second.list());
  expect(second.hashing.progress()).toBeNull();
});

it('knows nothing of a file that was written to while it was read, and reads it again', async () => {
  const path = await testModels.write('models/loras/growing.safetensors', 'half');
  let isWritten = false;
  const first = start(async () => {
    if (isWritten || first.hashing.progress()?.files !== 1) return;
    isWritten = true;
    await writeFile(path, 'whole');
  });
  await untilOver(first);
  expect(isWritten).toBe(true);
  expect(await first.read()).toEqual({ 'loras/growing.safetensors': null });
  await untilOver(first);
  expect(await first.read()).toEqual({ 'loras/growing.safetensors': sha256('whole') });
});

it('keeps what it knows of a folder that is away', async () => {
  await testModels.write('models/vae/away.safetensors', 'away');
  await untilOver(start());
  await rename(testModels.place('vae'), join(testModels.baseDir, 'unplugged'));
  await testModels.write('models/loras/new.safetensors', 'new');
  await untilOver(start());
  await rename(join(testModels.baseDir, 'unplugged'), testModels.place('vae'));
  expect(await start().read()).toEqual({
    'loras/new.safetensors': sha256('new'),
    'vae/away.safetensors': sha256('away'),
  });
});

it('finds what lies there more than once by its content alone, whatever its name', async () => {
  const a = await testModels.write('models/loras/a.safetensors', 'same');
  await testModels.write('models/vae/other name.safetensors', 'same');
  await testModels.write('models/loras/b.safetensors', 'else');
  await link(a, testModels.place('loras', 'c.safetensors'));
  const one = start();
  await untilOver(one);
  const duplicates = findDuplicates(await one.list());
  expect(duplicates).toEqual([
    {
      ...{ hash: sha256('same'), size_bytes: 4, freeable_bytes: 4 },
      files: [
        expect.objectContaining({ name: 'a.safetensors', copy: 0, disk: 0 }),
        expect.objectContaining({ name: 'c.safetensors', copy: 0, disk: 0 }),
        expect.objectContaining({ name: 'other name.safetensors', type: 'vae', copy: 1, disk: 0 }),
      ],
    },
  ]);
  await writeFile(testModels.place('vae', 'other name.safetensors'), 'not the same');
  expect(findDuplicates(await one.list())).toEqual([]);
});

it('begins nothing while the setting is off, ends within a file, and goes on when it is on again', async () => {
  await testModels.write('models/loras/large.safetensors', Buffer.alloc(4 * 1024 * 1024));
  let pieces = 0;
  const place = start(async () => {
    // The start, then the first piece.
    if (++pieces === 2) isOn = false;
  });
  await untilOver(place);
  expect(pieces).toBe(2);
  await untilOver(place);
  expect(pieces).toBe(2);
  expect(await place.read()).toEqual({ 'loras/large.safetensors': null });
  isOn = true;
  await untilOver(place);
  expect(Object.values(await place.read())).not.toContain(null);
});

it('looks at the disk once for those who look on while files are read', async () => {
  for (const name of ['a', 'b']) await testModels.write(`models/loras/${name}.safetensors`, 'same');
  const { baseDir } = testModels;
  let looks = 0;
  let letRead: () => void = () => undefined;
  const mayRead = new Promise<void>((resolve) => (letRead = resolve));
  const ledger = openLedger({
    hashes: openKnownHashes(join(baseDir, 'user', 'model-hashes.jsonl')),
    places: () => {
      looks += 1;
      return readPlaces(installationIn(baseDir));
    },
    isHashingOn: () => true,
    whenIdle: () => mayRead,
    files: openDearFiles(join(baseDir, 'user', 'too-dear.jsonl')),
    log: silentLogger,
  });
  expect((await ledger.duplicates()).hashing).not.toBeNull();
  for (let again = 0; again < 3; again += 1) expect((await ledger.duplicates()).groups).toEqual([]);
  expect(looks).toBe(1);
  ledger.forget();
  await ledger.duplicates();
  expect(looks).toBe(2);
  letRead();
  await vi.waitFor(async () => expect((await ledger.duplicates()).groups).toHaveLength(1));
  await ledger.close();
});
