import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readEntryFiles } from './entry-files';
import { writeJson } from './files';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entries-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const readNumbers = () => readEntryFiles(folder, (value) => (typeof value === 'number' ? value : undefined));

it('reads entries while others are written, and fails none of the writes', async () => {
  const isOver = new AbortController();
  const readEntries = async (): Promise<void> => {
    while (!isOver.signal.aborted) await readNumbers();
  };
  const reads = [readEntries(), readEntries()];
  try {
    for (let count = 0; count < 200; count += 1) await writeJson(join(folder, `${count % 7}.json`), count);
  } finally {
    isOver.abort();
    await Promise.all(reads);
  }
  const { entries } = await readNumbers();
  expect(entries.map(({ entry }) => entry).sort()).toEqual([193, 194, 195, 196, 197, 198, 199]);
});

it('names what it cannot make sense of, and leaves everything alone', async () => {
  await writeFile(join(folder, 'good.json'), '7');
  await writeFile(join(folder, 'bad.json'), '{"half');
  await writeFile(join(folder, 'good.json.123'), '{"half');
  await mkdir(join(folder, 'unreadable'));
  const found = await readNumbers();
  expect(found).toEqual({ entries: [{ name: 'good.json', entry: 7 }], unreadable: ['bad.json'] });
  expect(await readdir(folder)).toHaveLength(4);
});
