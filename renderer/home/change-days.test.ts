import { describe, expect, it } from 'vitest';
import type { BatchSummary, BatchUndo } from '../../src/contract/changes';
import { daysAgo, groupByDay } from './change-days';

function batch(id: string, startedAt: Date, state: BatchUndo['state'] = 'snapshot'): BatchSummary {
  return {
    id,
    startedAt: startedAt.toISOString(),
    endedAt: null,
    tasks: [{ ui_id: id, kind: 'install', target: 'a', result: 'success', error: null, undone: null }],
    counts: null,
    undo: { state, snapshot: state === 'snapshot' ? id : null, laterBatches: 0 },
    takenBefore: null,
  };
}

const at = (day: number, hour: number) => new Date(2026, 10, day, hour);

describe('the days of changes', () => {
  it('begin at midnight where the person is, newest first', () => {
    const days = groupByDay([batch('late', at(25, 23)), batch('early', at(25, 0)), batch('before', at(24, 23))]);
    expect(days.map(({ batches }) => batches.map(({ id }) => id))).toEqual([['late', 'early'], ['before']]);
  });

  it('are gone back from by their oldest change that can be taken back', () => {
    const [day] = groupByDay([
      batch('third', at(25, 12)),
      batch('second', at(25, 11)),
      batch('first', at(25, 10), 'only-models'),
    ]);
    expect(day?.first?.id).toBe('second');
    expect(groupByDay([batch('one', at(25, 9), 'taken-back')])[0]?.first).toBeNull();
  });

  it('leave out batches in which every task was skipped', () => {
    const skipped = batch('skipped', at(25, 9));
    const tasks = skipped.tasks.map((task) => ({ ...task, result: 'skipped' as const }));
    expect(groupByDay([{ ...skipped, tasks }])).toEqual([]);
  });

  it('are counted by the calendar', () => {
    expect(daysAgo(at(25, 1).getTime(), at(25, 23).getTime())).toBe(0);
    expect(daysAgo(at(24, 23).getTime(), at(25, 0).getTime())).toBe(1);
    expect(daysAgo(at(1, 12).getTime(), at(25, 0).getTime())).toBe(24);
  });
});
