import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLookSchedule, type LookSchedule, type LookScope } from './look-schedule';

let looks: LookScope[] = [];
let schedule: LookSchedule;

/** What a look at everything takes with thousands of packs, and an update that looks nowhere. */
const slow = { hasUnwatched: false, tookMs: 200 };
const quick = { hasUnwatched: false, tookMs: 1 };

beforeEach(() => {
  vi.useFakeTimers();
  looks = [];
  schedule = createLookSchedule((scope) => {
    looks.push(scope);
    schedule.looked(scope);
    schedule.plan(slow);
  });
});
afterEach(() => {
  schedule.close();
  vi.useRealTimers();
});

describe('the schedule of looks', () => {
  it('looks at everything every two seconds where that is quick', () => {
    schedule.looked('all');
    schedule.plan(quick);
    vi.advanceTimersByTime(2000);
    expect(looks).toEqual(['all']);
  });

  it('gives a slow look a fiftieth of the time, however many updates that look nowhere come in between', () => {
    schedule.looked('all');
    schedule.plan(slow);
    for (let updates = 0; updates < 900; updates += 1) {
      vi.advanceTimersByTime(10);
      schedule.looked('changed');
      schedule.plan(quick);
    }
    expect(looks).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(looks).toEqual(['all']);
  });

  it('does not take a look at the few that are not watched for a look at everything', () => {
    schedule.looked('all');
    schedule.plan({ ...slow, hasUnwatched: true });
    for (let updates = 0; updates < 9; updates += 1) {
      schedule.looked('unwatched');
      schedule.plan({ ...quick, hasUnwatched: true });
      vi.advanceTimersByTime(500);
    }
    expect(looks).not.toContain('all');
    expect(looks).toContain('unwatched');
  });
});
