import { mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheByStamp, cacheReadings } from './cache-by-stamp';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cmd-look-'));
  file = join(folder, 'list.txt');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** An hour ago: what nobody has touched since is settled. */
const longAgo = () => new Date(Date.now() - 3_600_000);

function counted<T>(read: () => T): { readCached: () => T; count: () => number } {
  let count = 0;
  const readCached = cacheByStamp(file, () => {
    count += 1;
    return read();
  });
  return { readCached, count: () => count };
}

const text = () => readFileSync(file, 'utf8');

describe('what was read of a file', () => {
  it('is kept while the file stays as it is', async () => {
    await writeFile(file, 'one');
    await utimes(file, longAgo(), longAgo());
    const { readCached, count } = counted(text);
    expect([readCached(), readCached(), readCached()]).toEqual(['one', 'one', 'one']);
    expect(count()).toBe(1);
  });

  it('is read again after a change, also one that keeps size and time', async () => {
    await writeFile(file, 'one');
    await utimes(file, longAgo(), longAgo());
    const before = await stat(file);
    const { readCached } = counted(text);
    expect(readCached()).toBe('one');
    await writeFile(`${file}.new`, 'two');
    await utimes(`${file}.new`, before.atime, before.mtime);
    await rename(`${file}.new`, file);
    expect(readCached()).toBe('two');
  });

  it('is not kept while its last change is young: the next may get the same time', async () => {
    await writeFile(file, 'one');
    const { readCached } = counted(text);
    expect(readCached()).toBe('one');
    const { atime, mtime } = await stat(file);
    await writeFile(file, 'two');
    await utimes(file, atime, mtime);
    expect(readCached()).toBe('two');
  });

  it('is not kept while its time lies in the future', async () => {
    await writeFile(file, 'one');
    const tomorrow = new Date(Date.now() + 86_400_000);
    await utimes(file, tomorrow, tomorrow);
    const { readCached, count } = counted(text);
    readCached();
    readCached();
    expect(count()).toBe(2);
  });

  it('is not kept when there is none, nor when reading fails', async () => {
    const { readCached } = counted(text);
    expect(readCached).toThrow(/ENOENT/);
    await writeFile(file, 'here');
    await utimes(file, longAgo(), longAgo());
    expect(readCached()).toBe('here');
    await rm(file);
    expect(readCached).toThrow(/ENOENT/);
  });
});

it('sees every name that comes into a folder or leaves it', async () => {
  await utimes(folder, longAgo(), longAgo());
  const readCached = cacheByStamp(folder, () => readdirSync(folder).sort());
  expect(readCached()).toEqual([]);
  for (let index = 0; index < 50; index += 1) {
    await writeFile(join(folder, `${index}`), '');
    expect(readCached()).toEqual((await readdir(folder)).sort());
  }
  await rm(join(folder, '7'));
  expect(readCached()).not.toContain('7');
});

describe('what was read of any number of files', () => {
  const then = longAgo();
  let count: number;
  let cached: ReturnType<typeof cacheReadings<string>>;
  const readOnce = (path: string, key?: string) =>
    cached(
      path,
      () => {
        count += 1;
        return readFile(path, 'utf8');
      },
      key,
    );

  async function write(name: string, content: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, content);
    await utimes(path, then, then);
    return path;
  }

  beforeEach(() => {
    count = 0;
    cached = cacheReadings<string>();
  });

  it('is kept of each while it stays as it is', async () => {
    const [one, two] = [await write('one.txt', 'one'), await write('two.txt', 'two')];
    expect(await Promise.all([readOnce(one), readOnce(two)])).toEqual(['one', 'two']);
    expect(await Promise.all([readOnce(one), readOnce(two)])).toEqual(['one', 'two']);
    expect(count).toBe(2);
  });

  it('is read again after a change that keeps size and time', async () => {
    const one = await write('one.txt', 'one');
    await readOnce(one);
    await write('one.txt', 'two');
    expect(await readOnce(one)).toBe('two');
  });

  it('is kept under a name of its own where one is given', async () => {
    const one = await write('one.txt', 'one');
    await readOnce(one, 'first');
    await readOnce(one, 'second');
    expect(count).toBe(2);
  });

  it('is not kept where reading has failed', async () => {
    const one = await write('one.txt', 'one');
    await expect(cached(one, () => Promise.reject(new Error('no room')))).rejects.toThrow('no room');
    expect(await readOnce(one)).toBe('one');
  });
});
