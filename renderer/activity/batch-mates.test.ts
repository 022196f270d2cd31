import { expect, it } from 'vitest';
import type { HistoryItem } from '../../src/contract/tasks';
import { countOthers } from './batch-mates';

const item = (ui_id: string, batch_id: string | null): HistoryItem => ({
  ...{ ui_id, batch_id, client_id: 'a', kind: 'install', target: ui_id, params: {}, result: '', end_time: null },
  ...{ timestamp: '', started_at: '', status: { status_str: 'success', completed: true, messages: [] } },
  outcome: { status: 'done', message: '' },
});

it('counts the other tasks of a batch, and none where there is no batch', () => {
  const items = [item('a', 'one'), item('b', 'one'), item('c', 'two'), item('d', null)];
  expect(items.map(countOthers(items))).toEqual([1, 1, 0, 0]);
});
