import { describe, expect, it } from 'vitest';
import { isTakenBefore, readSnapshotName } from './snapshot-name';

const at = new Date(2026, 10, 25, 14, 3, 22).getTime();

describe('the name of a snapshot', () => {
  it.each([
    ['2026-11-25_14-03-22_snapshot', { takenAtMs: at, label: '', isAutomatic: false }],
    ['2026-11-25_14-03-22_autosave_2', { takenAtMs: at, label: '', isAutomatic: true }],
    ['2026-11-25_14-03-22_before the update', { takenAtMs: at, label: 'before the update', isAutomatic: false }],
    ['2026-11-25_14-03-22_run_2', { takenAtMs: at, label: 'run_2', isAutomatic: false }],
    ['my favourites', { takenAtMs: null, label: 'my favourites', isAutomatic: false }],
  ])('%s', (name, title) => {
    expect(readSnapshotName(name)).toEqual(title);
  });
});

it('tells which of two was taken first, where that can be told', () => {
  const [early, late] = ['2026-11-25_14-03-22_zebra', '2026-11-25_14-03-23_apple'];
  expect([isTakenBefore(early, late), isTakenBefore(late, early)]).toEqual([true, false]);
  expect([isTakenBefore('mine', late), isTakenBefore(early, 'mine')]).toEqual([false, false]);
});
