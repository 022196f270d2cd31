import { mkdtemp, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepLook } from './kept-look';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cmd-look-'));
  file = join(folder, 'list.txt');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** An hour ago: what nobody has touched since is settled. */
const longAgo = () => new Date(Date.now() - 3_600_000);

function counted<T>(read: () => T): { look: () => T; count: () => number } {
  let count = 0;
  const look = keepLook(file, () => {
    count += 1;
    return read();
  });
  return { look, count: () => count };
}

const text = () => readFileSync(file, 'utf8');

describe('what was read of a file', () => {
  it('is kept while the file stays as it is', async () => {
    await writeFile(file, 'one');
    await utimes(file, longAgo(), longAgo());
    const { look, count } = counted(text);
    expect([look(), look(), look()]).toEqual(['one', 'one', 'one']);
    expect(count()).toBe(1);
  });

  it('is read again after a change, also one that keeps size and time', async () => {
    await writeFile(file, 'one');
    await utimes(file, longAgo(), longAgo());
    const before = await stat(file);
    const { look } = counted(text);
    expect(look()).toBe('one');
    await writeFile(`${file}.new`, 'two');
    await utimes(`${file}.new`, before.atime, before.mtime);
    await rename(`${file}.new`, file);
    expect(look()).toBe('two');
  });

  it('is not kept while its last change is young: the next may get the same time', async () => {
    await writeFile(file, 'one');
    const { look } = counted(text);
    expect(look()).toBe('one');
    const { atime, mtime } = await stat(file);
    await writeFile(file, 'two');
    await utimes(file, atime, mtime);
    expect(look()).toBe('two');
  });

  it('is not kept while its time lies in the future', async () => {
    await writeFile(file, 'one');
    const tomorrow = new Date(Date.now() + 86_400_000);
    await utimes(file, tomorrow, tomorrow);
    const { look, count } = counted(text);
    look();
    look();
    expect(count()).toBe(2);
  });

  it('is not kept when there is none, nor when reading fails', async () => {
    const { look } = counted(text);
    expect(look).toThrow(/ENOENT/);
    await writeFile(file, 'here');
    await utimes(file, longAgo(), longAgo());
    expect(look()).toBe('here');
    await rm(file);
    expect(look).toThrow(/ENOENT/);
  });
});

it('sees every name that comes into a folder or leaves it', async () => {
  await utimes(folder, longAgo(), longAgo());
  const look = keepLook(folder, () => readdirSync(folder).sort());
  expect(look()).toEqual([]);
  for (let index = 0; index < 50; index += 1) {
    await writeFile(join(folder, `${index}`), '');
    expect(look()).toEqual((await readdir(folder)).sort());
  }
  await rm(join(folder, '7'));
  expect(look()).not.toContain('7');
});
