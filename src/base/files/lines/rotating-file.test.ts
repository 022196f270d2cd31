import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { onlyWhere } from '../../testing/only-where';
import { canMount, openSmallDisk } from '../../testing/small-disk';
import { openRotatingFile } from './rotating-file';

let root: string;
let file: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'rotating ünï-'));
  file = join(root, 'logs', 'x.log');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const names = async () => (await readdir(join(root, 'logs'))).sort();

describe('openRotatingFile', () => {
  it('keeps the newest text in files that never grow beyond the limit', async () => {
    const output = openRotatingFile(file, { maxBytes: 1000, keep: 3 });
    const lines = Array.from({ length: 200 }, (_, index) => `line ${index} grüße\n`);
    for (const [index, line] of lines.entries()) {
      output.write(line);
      // Some in one go, some alone.
      if (index % 7 === 0) await output.flush();
    }
    await output.close();
    expect(await names()).toEqual(['x.log', 'x.log.1', 'x.log.2']);
    const oldestFirst = await Promise.all(['.2', '.1', ''].map((end) => readFile(file + end, 'utf8')));
    for (const text of oldestFirst) {
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1000);
      expect(text.endsWith('\n')).toBe(true);
    }
    expect(lines.join('').endsWith(oldestFirst.join(''))).toBe(true);
    expect(oldestFirst.join('').length).toBeGreaterThan(1500);
  });

  it('goes on with the file of an earlier run, and begins a new one when that is full', async () => {
    const first = openRotatingFile(file, { maxBytes: 100, keep: 2 });
    first.write('earlier\n');
    await first.close();
    const second = openRotatingFile(file, { maxBytes: 100, keep: 2 });
    second.write('later\n');
    await second.flush();
    expect(await readFile(file, 'utf8')).toBe('earlier\nlater\n');
    await second.close();
    second.write('too late\n');
    await writeFile(file, 'x'.repeat(99));
    const third = openRotatingFile(file, { maxBytes: 100, keep: 2 });
    third.write('newest\n');
    await third.close();
    expect(await readFile(file, 'utf8')).toBe('newest\n');
    expect((await stat(`${file}.1`)).size).toBe(99);
  });

  it('cuts a text that no file can hold, between lines where there are any', async () => {
    const output = openRotatingFile(file, { maxBytes: 50, keep: 9 });
    output.write(`${'a'.repeat(30)}\n${'b'.repeat(30)}\n${'c'.repeat(120)}\n`);
    await output.close();
    expect(await readFile(`${file}.4`, 'utf8')).toBe(`${'a'.repeat(30)}\n`);
    expect(await readFile(`${file}.3`, 'utf8')).toBe(`${'b'.repeat(30)}\n`);
    const rest = await Promise.all(['.2', '.1', ''].map((end) => readFile(file + end, 'utf8')));
    expect(rest.join('')).toBe(`${'c'.repeat(120)}\n`);
  });

  it('gives up the oldest of what a slow disk does not take in time', async () => {
    const output = openRotatingFile(file, { maxBytes: 1024 ** 3, keep: 2 });
    const piece = `${'x'.repeat(1024 * 1024 - 1)}\n`;
    for (let index = 0; index < 20; index += 1) output.write(piece.replace('x', String(index % 10)));
    output.write('the end\n');
    await output.close();
    const text = await readFile(file, 'utf8');
    expect(text.length).toBeLessThan(11 * 1024 * 1024);
    expect(text).toMatch(/\[about \d+ characters are missing here/);
    expect(text.endsWith('the end\n')).toBe(true);
  });

  it(
    'survives a full disk, tells of it once, and goes on when there is room',
    onlyWhere(canMount, 'this account may not mount a disk'),
    async () => {
      const problems: unknown[] = [];
      const disk = openSmallDisk(2);
      onTestFinished(() => disk.remove());
      const first = join(disk.dir, 'full.log');
      disk.leaveFree(0);
      const options = {
        maxBytes: 1000,
        keep: 2,
        retryAfterMs: 30,
        onProblem: (error: unknown) => problems.push(error),
      };
      const output = openRotatingFile(first, options);
      for (const text of ['one\n', 'two\n', 'three\n']) {
        output.write(text);
        await output.flush();
      }
      expect(problems).toEqual([expect.objectContaining({ code: 'ENOSPC' })]);
      disk.free();
      await new Promise((done) => setTimeout(done, 50));
      output.write('four\n');
      await output.close();
      const text = await readFile(first, 'utf8');
      expect(text).toMatch(/^\[about \d+ characters are missing here: the disk did not take them\]\n/);
      expect(text.endsWith('four\n')).toBe(true);
    },
  );

  it('makes its folder again when somebody took it away', async () => {
    const output = openRotatingFile(file, { maxBytes: 10, keep: 2 });
    output.write('12345678\n');
    await output.flush();
    await rm(join(root, 'logs'), { recursive: true });
    output.write('new\n');
    await output.close();
    expect(await readFile(file, 'utf8')).toBe('new\n');
  });
});
