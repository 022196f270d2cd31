import { expect, it } from 'vitest';
import { startsAtMost } from './bisect';

it('promises as many starts as halving takes, and one that shows the last pack alone', () => {
  expect([1, 2, 3, 8, 64, 65].map((count) => startsAtMost(count, false))).toEqual([1, 2, 3, 4, 7, 8]);
});

it('adds the start without the suspected packs', () => {
  expect([0, 1, 64].map((count) => startsAtMost(count, true))).toEqual([2, 2, 8]);
});
