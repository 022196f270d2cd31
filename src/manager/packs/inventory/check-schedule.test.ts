import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCheckSchedule, type CheckSchedule, type CheckScope } from './check-schedule';

let checks: CheckScope[] = [];
let schedule: CheckSchedule;

/** What a check of everything takes with thousands of packs, and an update that looks nowhere. */
const slow = { hasUnwatched: false, tookMs: 200 };
const quick = { hasUnwatched: false, tookMs: 1 };

beforeEach(() => {
  vi.useFakeTimers();
  checks = [];
  schedule = createCheckSchedule((scope) => {
    checks.push(scope);
    schedule.noteChecked(scope);
    schedule.plan(slow);
  });
});
afterEach(() => {
  schedule.close();
  vi.useRealTimers();
});

describe('the schedule of looks', () => {
  it('looks at everything every two seconds where that is quick', () => {
    schedule.noteChecked('all');
    schedule.plan(quick);
    vi.advanceTimersByTime(2000);
    expect(checks).toEqual(['all']);
  });

  it('gives a slow look a fiftieth of the time, however many updates that look nowhere come in between', () => {
    schedule.noteChecked('all');
    schedule.plan(slow);
    for (let updates = 0; updates < 900; updates += 1) {
      vi.advanceTimersByTime(10);
      schedule.noteChecked('changed');
      schedule.plan(quick);
    }
    expect(checks).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(checks).toEqual(['all']);
  });

  it('does not take a look at the few that are not watched for a look at everything', () => {
    schedule.noteChecked('all');
    schedule.plan({ ...slow, hasUnwatched: true });
    for (let updates = 0; updates < 9; updates += 1) {
      schedule.noteChecked('unwatched');
      schedule.plan({ ...quick, hasUnwatched: true });
      vi.advanceTimersByTime(500);
    }
    expect(checks).not.toContain('all');
    expect(checks).toContain('unwatched');
  });
});
