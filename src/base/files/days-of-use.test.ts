import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agesFrom, createDaysOfUse } from './days-of-use';

const dayMs = 24 * 60 * 60 * 1000;
const start = Date.UTC(2026, 10, 1);
const day = (count: number) => start + count * dayMs;
const inDays = (ms: number) => ms / dayMs;

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'days öf use '));
  file = join(folder, 'days-of-use.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the age of things', () => {
  const daily = Array.from({ length: 100 }, (_none, count) => day(count));

  it('is that of the clock where the app was used as people use it', () => {
    expect(inDays(agesFrom(daily, day(100))(day(3)))).toBe(97);
    expect(inDays(agesFrom([day(0), day(6), day(12)], day(15))(day(0)))).toBe(15);
    expect(agesFrom([], day(2))(day(2))).toBe(0);
  });

  it('counts an absence, or a clock that leapt, as a week', () => {
    expect(inDays(agesFrom([...daily, Date.UTC(2099, 0)], Date.UTC(2099, 0, 2))(day(90)))).toBe(9 + 7 + 1);
    expect(inDays(agesFrom(daily, Date.UTC(2099, 0))(day(90)))).toBe(9 + 7);
  });

  it('passes over days that a wrong clock has noted, once it is right again', () => {
    expect(inDays(agesFrom([...daily, Date.UTC(2099, 0)], day(101))(day(90)))).toBe(11);
    expect(agesFrom(daily, day(50))(Date.UTC(2099, 0))).toBe(0);
  });

  it('is told from one run to the next, and starts again where nobody can read of it', async () => {
    for (const count of [0, 1, 1.5, 2, 30]) await createDaysOfUse(file, () => day(count)).readAge();
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ days: [0, 1, 2, 30].map(day) });
    const ageOf = await createDaysOfUse(file, () => day(31)).readAge();
    expect([inDays(ageOf(day(29))), inDays(ageOf(day(0)))]).toEqual([2, 2 + 7 + 1]);
    await writeFile(file, '{"days":[');
    expect(inDays((await createDaysOfUse(file, () => day(31)).readAge())(day(0)))).toBe(7);
  });
});
