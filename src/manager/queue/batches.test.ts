import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { agesFrom } from '../../base/files/days-of-use';
import { composeBatchRecord, openBatchRecords } from './batches';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batch recörds-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const state = {} as Parameters<typeof composeBatchRecord>[0]['before'];
const recordOf = (id: string) => composeBatchRecord({ id, startedAt: '', endedAt: '', before: state, after: null }, []);

it('lists the newest first, as many as are asked for, whoever wrote them', async () => {
  for (const [name, seconds] of [
    ['batch_old', 1000],
    ['theirs', 3000],
    ['batch_older', 500],
  ] as const) {
    await writeFile(join(folder, `${name}.json`), '{}');
    await utimes(join(folder, `${name}.json`), seconds, seconds);
  }
  await writeFile(join(folder, 'notes.txt'), '');
  const records = openBatchRecords(folder);
  expect(await records.ids()).toEqual(['theirs', 'batch_old', 'batch_older']);
  await records.save(recordOf('batch_new'));
  // Those of more than 90 days go when the first one is saved; others wrote "theirs".
  expect(await records.ids()).toEqual(['batch_new', 'theirs']);
  await Promise.all([records.save(recordOf('batch_newer')), records.ids(), records.ids(1)]);
  await writeFile(join(folder, 'another.json'), '{}');
  await utimes(join(folder, 'another.json'), 2000, 2000);
  expect(await records.ids()).toEqual(['batch_newer', 'batch_new', 'theirs', 'another']);
  expect(await records.ids(2)).toEqual(['batch_newer', 'batch_new']);
  expect(await records.ids(0)).toEqual([]);
});

it('keeps what a clock that has leapt ahead calls old', async () => {
  const now = Date.now();
  const daily = Array.from({ length: 200 }, (_none, count) => now - count * 86_400_000);
  const leapt = () => Promise.resolve(agesFrom(daily, Date.UTC(2099, 0)));
  const records = openBatchRecords(folder, leapt);
  for (const [name, daysAgo] of [
    ['batch_of_summer', 100],
    ['batch_of_autumn', 50],
  ] as const) {
    await writeFile(join(folder, `${name}.json`), '{}');
    await utimes(join(folder, `${name}.json`), now / 1000 - daysAgo * 86_400, now / 1000 - daysAgo * 86_400);
  }
  await records.save(recordOf('batch_of_today'));
  const left = await records.ids();
  expect(left).toContain('batch_of_autumn');
  expect(left).not.toContain('batch_of_summer');
});
