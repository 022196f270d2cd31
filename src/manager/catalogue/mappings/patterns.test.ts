import { describe, expect, it } from 'vitest';
import { beginSlice } from '../../../base/async/time-slice';
import { matchPatterns } from './patterns';

const match = (patterns: readonly string[], names: readonly string[]) => matchPatterns(patterns, names, beginSlice());

describe('name patterns', () => {
  it('are searched for anywhere, and read as Python reads them', async () => {
    const names = ['Blur (rgthree)', 'DF_Add', 'Add_DF_', 'smart node', 'Smart'];
    const found = await match([' \\(rgthree\\)$', '^DF_', '(?i)smart', '(', ''], names);
    expect(Object.fromEntries(found)).toEqual({
      ' \\(rgthree\\)$': ['Blur (rgthree)'],
      '^DF_': ['DF_Add'],
      '(?i)smart': ['smart node', 'Smart'],
    });
  });

  it('that run away are ended, find nothing, and are not tried again', async () => {
    const runaway = '^(a+)+$';
    const names = [`${'a'.repeat(60)}!`, 'plain'];
    const startedMs = process.cpuUsage();
    for (let count = 0; count < 20; count += 1) {
      const found = await match([runaway, '^plain$'], names);
      expect(Object.fromEntries(found)).toEqual({ '^plain$': ['plain'] });
    }
    // Years, if it were let run; twice the watchdog's patience otherwise.
    expect(process.cpuUsage(startedMs).user / 1000).toBeLessThan(1000);
  });

  it('and names that are absurdly long are left out', async () => {
    const long = 'x'.repeat(10_000);
    expect((await match([`^${long}$`, 'x'], [long])).size).toBe(0);
  });
});
