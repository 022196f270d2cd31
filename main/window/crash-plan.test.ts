import { describe, expect, it } from 'vitest';
import { causeOf, isFailure, planPage, type Crash } from './crash-plan';

const crash = (seconds: number, reason = 'crashed'): Crash => ({ reason, exitCode: 5, atMs: seconds * 1000 });

describe('a page whose process ended', () => {
  it('is loaded again, whatever the reason was', () => {
    for (const reason of [
      'crashed',
      'oom',
      'killed',
      'abnormal-exit',
      'launch-failed',
      'integrity-failure',
      'something-new',
    ]) {
      expect(planPage([crash(0, reason)]), reason).toBe('reload');
    }
  });

  it('is left when it ended as it was asked to', () => {
    expect(planPage([crash(0, 'clean-exit')])).toBe('leave');
    expect(planPage([crash(0), crash(1, 'clean-exit')])).toBe('leave');
    expect(planPage([])).toBe('leave');
    expect(isFailure({ reason: 'clean-exit' })).toBe(false);
  });

  it('is not loaded over and over', () => {
    expect(planPage([crash(0), crash(20)])).toBe('reload');
    expect(planPage([crash(0), crash(20), crash(40)])).toBe('ask');
    expect(planPage([crash(0), crash(1, 'clean-exit'), crash(40)])).toBe('reload');
    expect(planPage([crash(0), crash(20), crash(90)])).toBe('reload');
  });
});

it('knows what a person can do something about', () => {
  expect(
    ['oom', 'memory-eviction', 'killed', 'launch-failed', 'integrity-failure', 'crashed', 'new'].map(causeOf),
  ).toEqual([...['memory', 'memory', 'ended', 'start', 'start', 'other', 'other']]);
});
