import { expect, it } from 'vitest';
import type { HistoryItem } from '../../src/contract/tasks';
import { listFinished } from './finished-by-time';

const itemAt = (ui_id: string, timestamp: string): HistoryItem => ({
  ...{ ui_id, timestamp, client_id: 'a', kind: 'update', result: '', batch_id: null, end_time: null, params: {} },
  ...{ target: '', started_at: timestamp, outcome: { status: 'done', message: '' } },
  status: { status_str: 'success', completed: true, messages: [] },
});

it('lists what was done elsewhere by its own time, and says which it is', () => {
  const finished = [itemAt('new', '2026-05-03T10:00:00Z'), itemAt('old', '2026-05-01T10:00:00Z')];
  // The same hour by another zone: what counts is the moment.
  const carried = [itemAt('between', '2026-05-02T12:00:00+02:00')];
  expect(listFinished({ finished, carried }).map(({ item, isCarried }) => [item.ui_id, isCarried])).toEqual([
    ['new', false],
    ['between', true],
    ['old', false],
  ]);
  expect(listFinished({ finished }).map(({ item }) => item)).toEqual(finished);
});
