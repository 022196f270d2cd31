import { readdirSync } from 'node:fs';
import { msg, type Sentence } from '../../contract/text/message';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onlyWhere } from '../testing/only-where';
import { canMount, openSmallDisk, type SmallDisk } from '../testing/small-disk';
import { appendLine, writeAtomic, writeJson, writePrivate } from './files';
import { writeNewWhole } from './hard-links';
import { openLineFile } from './lines/line-file';
import { openOwnLines } from './lines/own-lines';

let disk: SmallDisk | null = null;
let file = '';
beforeEach(() => {
  disk = openSmallDisk(1);
  file = join(disk.dir, 'file.json');
});
afterEach(() => disk?.remove());

const long = 'x'.repeat(40_000);
const full = { code: 'disk-full', remedy: expect.any(String) as string };

describe('a disk with room for a part', onlyWhere(canMount, 'mounting a small file system needs root on Linux'), () => {
  it.each([
    ['writeAtomic', () => writeAtomic(file, long)],
    ['writeAtomic of bytes', () => writeAtomic(file, Buffer.from(long))],
    ['writePrivate', () => writePrivate(file, long)],
    ['writeJson', () => writeJson(file, { long })],
  ])('never puts half a file into the place of a whole one: %s', async (_name, write) => {
    await writeFile(file, 'old');
    for (const free of [0, 4096, 16_384, 32_768]) {
      disk?.leaveFree(free);
      await expect(write()).rejects.toMatchObject(full);
      expect(await readFile(file, 'utf8')).toBe('old');
      expect(readdirSync(disk?.dir ?? '').sort()).toEqual(['.fillers', 'file.json']);
    }
    disk?.free();
    await write();
    expect((await readFile(file, 'utf8')).includes(long)).toBe(true);
  });

  it('leaves no new file of which only a part is there', async () => {
    disk?.leaveFree(4096);
    await expect(writeNewWhole(file, long)).rejects.toMatchObject(full);
    expect(readdirSync(disk?.dir ?? '')).toEqual(['.fillers']);
    disk?.free();
    expect([await writeNewWhole(file, long), await writeNewWhole(file, 'second')]).toEqual([true, false]);
    expect(await readFile(file, 'utf8')).toBe(long);
  });

  it('takes a line whole or not at all, and the next one is not part of it', async () => {
    const lines = openLineFile(file);
    lines.append('first');
    disk?.leaveFree(4096);
    expect(() => lines.append(long)).toThrow('full');
    expect(await readFile(file, 'utf8')).toBe('first\n');
    lines.append('third');
    disk?.leaveFree(0);
    expect(() => lines.replace([long])).toThrow('full');
    expect(await readFile(file, 'utf8')).toBe('first\nthird\n');
    lines.close();
    await expect(appendLine(file, long)).rejects.toMatchObject(full);
  });

  it('opens a file of lines as it is where it cannot be written anew, and says what it cannot keep', async () => {
    await writeFile(file, 'good\nbad\ngood too\n');
    disk?.leaveFree(0);
    const reports: Sentence[] = [];
    const parse = (line: string) => (line === 'bad' ? null : line);
    const options = { parse, keep: (values: readonly string[]) => [...values, long], what: msg`The list` };
    const { values, lines } = await openOwnLines(file, {
      ...options,
      notify: (sentence) => void reports.push(sentence),
    });
    expect(values).toEqual(['good', 'good too']);
    expect(reports).toHaveLength(1);
    lines.close();
    expect((await readFile(file, 'utf8')).startsWith('good\n')).toBe(true);
    expect((await readFile(file, 'utf8')).includes(long)).toBe(false);
  });
});
