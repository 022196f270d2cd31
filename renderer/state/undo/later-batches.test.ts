import { expect, it } from 'vitest';
import type { BatchSummary } from '../../../src/contract/changes';
import { listLater } from './later-batches';

const batch = (id: string, laterBatches: number): BatchSummary => ({
  ...{ id, startedAt: '', endedAt: null, tasks: [], counts: null, takenBefore: null },
  undo: { state: 'snapshot', snapshot: id, laterBatches, stays: { python: 0, model: 0 } },
});

it('lists what goes with a batch, without what is not in force any more', () => {
  // c changed nothing, so b has as many after it as c has.
  const batches = [batch('d', 0), batch('c', 1), batch('b', 1), batch('a', 2)];
  expect(listLater(batches, 'a').map(({ id }) => id)).toEqual(['d', 'b']);
  expect(listLater(batches, 'd')).toEqual([]);
  expect(listLater(batches, 'unknown')).toEqual([]);
});
