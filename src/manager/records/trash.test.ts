import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agesFrom, type AgeOf } from '../../base/files/days-of-use';
import { silentLogger } from '../../base/log';
import { layOutSwap, type SwapPlace } from '../packs/testing/swap';
import { ChangeRecord } from './change-record';
import { createTrash } from './trash';

const dayMs = 24 * 60 * 60 * 1000;

let root = '';
let place: SwapPlace;
const at = (...names: string[]) => join(root, ...names);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'trash 工房-'));
  place = await layOutSwap(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Puts a file of so many bytes into the trash, as a change so many days ago did. */
async function change(
  name: string,
  { days = 0, bytes = 10, takesBack = null as string | null, uiId = '' } = {},
): Promise<string> {
  await mkdir(at('trash', name), { recursive: true });
  await writeFile(at('trash', name, 'file'), Buffer.alloc(bytes));
  const time = new Date(Date.now() - days * dayMs).toISOString();
  const moves = [{ from: at('packs', name), to: at('trash', name) }];
  const task = uiId === '' ? null : { uiId, kind: 'update', target: name, orderedAt: time, rows: [] };
  const record = ChangeRecord.parse({ id: randomUUID(), at: time, task, moves, takesBack });
  await place.records.add(record);
  return record.id;
}

function openTrash(limits: { days?: number; maxBytes?: number } = {}, readAge?: () => Promise<AgeOf>) {
  const swap = place.open();
  const measure = async (path: string) => (await stat(join(path, 'file')).catch(() => null))?.size ?? 1;
  const options = { records: place.records, folders: () => Promise.resolve([at('trash')]), log: silentLogger };
  return createTrash({
    ...options,
    alsoCleaned: [at('kept')],
    ...(readAge === undefined ? {} : { readAge }),
    ...{ measure, discard: swap.discard, limits: () => ({ days: 30, maxBytes: 1000, ...limits }) },
  });
}

async function tidy(
  limits: { days?: number; maxBytes?: number } = {},
  readAge?: () => Promise<AgeOf>,
): Promise<string[]> {
  await openTrash(limits, readAge).tidy();
  return readdir(at('trash'));
}

const known = () => place.records.list().map(({ id }) => id);

describe('the trash', () => {
  it('keeps what is younger than its days, and knows no way back to what it deletes', async () => {
    const old = await change('old', { days: 31 });
    const young = await change('young', { days: 29 });
    expect(known()).toEqual([old, young]);
    expect(await tidy()).toEqual(['young']);
    expect(known()).toEqual([young]);
  });

  it('is not emptied by a clock that has leapt ahead', async () => {
    await change('older', { days: 20 });
    await change('younger');
    const daily = Array.from({ length: 25 }, (_none, count) => Date.now() - count * dayMs);
    const inDays = (count: number) => () => Promise.resolve(agesFrom(daily, Date.now() + count * dayMs));
    expect(await tidy({}, inDays(365 * 70))).toEqual(['older', 'younger']);
    expect(known()).toHaveLength(2);
    // It goes on from there, day by day.
    daily.push(...Array.from({ length: 30 }, (_none, count) => Date.now() + (365 * 70 + count) * dayMs));
    expect(await tidy({}, inDays(365 * 70 + 5))).toEqual(['younger']);
    expect(await tidy({}, inDays(365 * 70 + 30))).toEqual([]);
  });

  it('deletes the oldest first when there is too much', async () => {
    for (const [name, days] of [
      ['a', 3],
      ['b', 2],
      ['c', 1],
    ] as const)
      await change(name, { days, bytes: 400 });
    expect(await tidy()).toEqual(['b', 'c']);
    expect(await tidy({ maxBytes: 0 })).toEqual([]);
    expect(known()).toEqual([]);
  });

  it('says beforehand what would go for good, and that goes', async () => {
    await change('eldest', { days: 3, bytes: 300 });
    await change('older', { days: 2, bytes: 400 });
    await change('newest', { bytes: 200 });
    const trash = openTrash();
    expect(await trash.displacedBy(100)).toEqual({ count: 0, bytes: 0 });
    expect(await trash.displacedBy(101)).toEqual({ count: 1, bytes: 300 });
    expect(await trash.displacedBy(500)).toEqual({ count: 2, bytes: 700 });
    await change('came', { days: -1, bytes: 500 });
    expect(await tidy()).toEqual(['came', 'newest']);
  });

  it('deletes what is larger than all that may lie there before anything older', async () => {
    await change('small', { days: 3, bytes: 100 });
    await change('huge', { bytes: 4000 });
    await change('late', { bytes: 100 });
    expect(await tidy()).toEqual(['late', 'small']);
  });

  it('deletes at once what a kill left of a deletion, wherever a person can have ordered one', async () => {
    await change('young');
    await mkdir(at('trash/.going-1/deeper'), { recursive: true });
    await mkdir(at('kept/.going-2'), { recursive: true });
    await mkdir(at('kept/mine'));
    expect(await tidy()).toEqual(['young']);
    expect(await readdir(at('kept'))).toEqual(['mine']);
  });

  it('deletes what no change is known of by its own age, and leaves alone what somebody else put there', async () => {
    const nobodys = `${randomUUID()}-nobody`;
    for (const name of [nobodys, 'letters', 'letters-of-2019']) {
      await mkdir(at('trash', name));
      await writeFile(at('trash', name, 'file'), '');
    }
    expect(await tidy()).toHaveLength(3);
    for (const name of await readdir(at('trash'))) await utimes(at('trash', name), 0, 0);
    expect(await tidy({ days: 0, maxBytes: 0 })).toEqual(['letters', 'letters-of-2019']);
  });

  it('forgets a change that was taken back with the one that took it back', async () => {
    const first = await change('first', { days: 40 });
    await rm(at('trash/first'), { recursive: true });
    await change('second', { days: 31, takesBack: first });
    expect(await tidy()).toEqual([]);
    expect(known()).toEqual([]);
  });

  it('never deletes what a change that is not over brings back', async () => {
    await change('wanted', { days: 40 });
    const swap = place.open();
    const open = await swap.apply([{ from: at('trash/wanted'), to: at('packs/wanted') }]);
    await open.rollBack();
    const again = await swap.apply([{ from: at('packs/foo'), to: at('trash/foo-old') }]);
    expect(await swap.discard(at('trash/foo-old'))).toBe(false);
    expect(await tidy({ days: 0, maxBytes: 0 })).toEqual(['foo-old']);
    await again.close();
    expect(await tidy({ maxBytes: 0 })).toEqual([]);
  });

  it('knows which change put a thing there, and when', async () => {
    await change('replaced', { uiId: 'update-1' });
    await change('nameless');
    const trash = openTrash();
    const [{ at: time } = { at: '' }] = place.records.list();
    const expectedChange = { ui_id: 'update-1', kind: 'update', target: 'replaced', at: time };
    expect(trash.changeOf(at('trash/replaced'))).toEqual(expectedChange);
    expect(trash.changeOf(at('trash/nameless'))).toBeNull();
    expect(trash.changeOf(at('trash/unknown'))).toBeNull();
  });

  it('knows no way back to what a person deleted from it', async () => {
    const first = await change('first');
    await change('second', { takesBack: first });
    const third = await change('third');
    await openTrash().forget([at('trash/second'), at('trash/unknown')]);
    expect(known()).toEqual([third]);
  });

  it('deletes nothing that lies elsewhere', async () => {
    await expect(place.open().discard(at('packs/foo'))).rejects.toMatchObject({ code: 'path-outside-root' });
    expect(await readdir(at('packs'))).toEqual(['foo']);
  });
});
