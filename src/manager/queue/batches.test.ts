import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
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
  const records = openBatchRecords(folder, { readAge: leapt });
  for (const [name, daysAgo] of [
    ['batch_of_summer', 100],
    ['batch_of_autumn', 50],
  ] as const) {
    await writeFile(join(folder, `${name}.json`), '{}');
    await utimes(join(folder, `${name}.json`), now / 1000 - daysAgo * 86_400, now / 1000 - daysAgo * 86_400);
  }
  await records.save(recordOf('batch_of_today'));
  const remaining = await records.ids();
  expect(remaining).toContain('batch_of_autumn');
  expect(remaining).not.toContain('batch_of_summer');
});

it('takes records of another installation in as of their own time, and tells them from those of here', async () => {
  const carried = (id: string, end_time: string) => ({ batch_id: id, start_time: '', end_time });
  const records = openBatchRecords(folder);
  await records.save(recordOf('batch_here'));
  // Two files of one moment have one time where a file system counts in steps.
  await utimes(join(folder, 'batch_here.json'), Date.UTC(2026, 6) / 1000, Date.UTC(2026, 6) / 1000);
  await writeFile(join(folder, 'batch_of_march.json'), '{}');
  await utimes(join(folder, 'batch_of_march.json'), Date.UTC(2026, 2) / 1000, Date.UTC(2026, 2) / 1000);
  const ofElsewhere = [
    carried('batch_of_may', '2026-05-01T00:00:00Z'),
    carried('batch_of_april', '2026-04-01T00:00:00Z'),
    carried('batch_here', '2020-01-01T00:00:00Z'),
  ];
  expect((await records.newAmong(ofElsewhere)).map(({ batch_id: id }) => id)).not.toContain('batch_here');
  expect(await records.takeIn(ofElsewhere)).toBe(2);
  const inOrder = ['batch_here', 'batch_of_may', 'batch_of_april', 'batch_of_march'];
  expect(await records.ids()).toEqual(inOrder);
  await records.save(recordOf('batch_later'));
  for (const opened of [records, openBatchRecords(folder)]) {
    const ids = await opened.ids();
    expect(ids[0]).toBe('batch_later');
    expect(await opened.carriedAmong(ids)).toEqual(new Set(['batch_of_may', 'batch_of_april']));
  }
  expect(await records.takeIn(ofElsewhere)).toBe(0);
  // A clock there was wrong: nothing is newer than now, or it would stay the newest for ever.
  await records.takeIn([carried('batch_of_2099', '2099-01-01T00:00:00Z')]);
  const { mtimeMs } = await stat(join(folder, 'batch_of_2099.json'));
  // A file's time has fractions that the clock leaves out.
  expect(Math.floor(mtimeMs)).toBeLessThanOrEqual(Date.now());
});
