import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uploadsOperations } from '../contract/operations/uploads';
import { createUploads, type Uploads } from './uploads';

let root: string;
let dir: string;
let uploads: Uploads;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'uploads '));
  dir = join(root, 'uploads');
  uploads = createUploads(dir);
});
afterEach(async () => {
  uploads.close();
  await rm(root, { recursive: true });
});

const id = randomUUID();
const write = (text: string, facts: object = {}) => {
  const bytes = Buffer.from(text).toString('base64');
  return uploads.write({ upload_id: id, name: 'pack.zip', totalBytes: 8, offset: 0, bytes, ...facts });
};

describe('a file that is sent', () => {
  it('comes in pieces, of which one may come twice', async () => {
    const path = await write('abcd');
    expect(await write('efgh', { offset: 4 })).toBe(path);
    await write('efgh', { offset: 4 });
    await write('abcd');
    expect(readFileSync(path, 'utf8')).toBe('abcdefgh');
    expect([uploads.has(path), dirname(path)]).toEqual([true, join(dir, id)]);
  });

  it.each([
    ['after a gap', { offset: 5 }],
    ['that goes beyond its end', { offset: 4, totalBytes: 7 }],
    ['that is larger than the whole', { totalBytes: 3 }],
  ])('has no piece %s', async (_which, facts) => {
    const path = await write('abcd');
    await expect(write('efgh', facts)).rejects.toMatchObject({ code: 'invalid-input' });
    expect(readFileSync(path, 'utf8')).toBe('abcd');
  });

  it('is refused before it comes where the disk has no room for all of it', async () => {
    await expect(write('abcd', { totalBytes: 2 ** 52 })).rejects.toMatchObject({ code: 'disk-full' });
    expect(readdirSync(join(dir, id))).toEqual([]);
  });

  it.each([
    '../up.zip',
    'a/b.zip',
    'a\\b.zip',
    '..',
    '.zip/..',
    'con.zip',
    'a\n.zip',
    'notes.txt',
    'x.zip.sh',
    ' a.zip',
    '',
  ])('is not called %j', (name) => {
    const piece = { upload_id: id, name, totalBytes: 8, offset: 0, bytes: 'YQ==' };
    expect(uploadsOperations['uploads.write'].input.safeParse(piece).success).toBe(false);
  });

  it.each([{ totalBytes: 0 }, { offset: -1 }, { bytes: '' }, { upload_id: '..' }, { upload_id: '../../x' }])(
    'is no file with %j',
    (facts) => {
      const piece = { upload_id: id, name: 'a.zip', totalBytes: 8, offset: 0, bytes: 'YQ==', ...facts };
      expect(uploadsOperations['uploads.write'].input.safeParse(piece).success).toBe(false);
    },
  );
});

it('only what was sent counts as sent', async () => {
  const path = await write('abcd');
  const others = [
    dir,
    dirname(path),
    join(path, 'x'),
    join(dir, 'a', 'pack.zip'),
    join(root, 'pack.zip'),
    `${dir}/../pack.zip`,
  ];
  expect(others.filter(uploads.has)).toEqual([]);
  expect(uploads.has(`${dirname(path)}/../../../pack.zip`)).toBe(false);
});

describe('what was sent goes', () => {
  it('when it has served, and stays for another try when that failed', async () => {
    const path = await write('abcd');
    await expect(uploads.using(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(path)).toBe(true);
    expect(await uploads.using(path, () => Promise.resolve('done'))).toBe('done');
    expect(existsSync(path)).toBe(false);
  });

  it('and nothing else does', async () => {
    const own = join(root, 'own.zip');
    await writeFile(own, '');
    await uploads.using(own, () => Promise.resolve());
    expect(existsSync(own)).toBe(true);
  });

  it('at the next start, unless a task waits for it; what somebody else put there stays', async () => {
    const awaited = await write('abcd', { upload_id: randomUUID() });
    const forgotten = await write('abcd');
    const theirs = join(dir, 'a folder of mine');
    await mkdir(theirs);
    // However new it is: a clock that was set back makes it one of tomorrow.
    const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000);
    await utimes(forgotten, tomorrow, tomorrow);
    await uploads.keepTidy(() => Promise.resolve(JSON.stringify([{ params: { path: awaited } }])));
    expect([awaited, forgotten, theirs].map((path) => existsSync(path))).toEqual([true, false, true]);
  });

  it('when it is no longer wanted', async () => {
    const path = await write('abcd');
    await uploads.remove(id);
    expect(existsSync(dirname(path))).toBe(false);
    await uploads.remove(id);
  });
});
