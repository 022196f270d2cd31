import { expect, it } from 'vitest';
import type { BatchSummary, UndoableTask } from '../../src/contract/changes';
import type { HistoryItem, TaskOutcome } from '../../src/contract/tasks/tasks';
import type { HistoryEntry } from '../state/queue/history-entries';
import { listActs } from './row-acts';

const at = '2026-11-20T10:00:00.000Z';
const failed: TaskOutcome = { status: 'failed', error: { error: 'The repository is gone', message: '', code: 'x' } };
const done: TaskOutcome = { status: 'done', message: '' };

function item(uiId: string, outcome: TaskOutcome): HistoryItem {
  return {
    ...{ ui_id: uiId, client_id: 'w', kind: 'install', timestamp: at, result: '', target: uiId, batch_id: 'b' },
    ...{ status: { status_str: 'success', completed: true, messages: [] }, end_time: null, params: {} },
    ...{ outcome, started_at: at },
  };
}

function batch(state: BatchSummary['undo']['state']): BatchSummary {
  const undo = { state, snapshot: 's', laterBatches: 0, stays: { python: 0, model: 0 } };
  return { id: 'b', startedAt: at, endedAt: at, counts: null, takenBefore: null, tasks: [], undo };
}

function entry(items: readonly HistoryItem[], more: Partial<HistoryEntry> = {}): HistoryEntry {
  const task = { kind: 'install', undone: null, result: 'success', error: null } as const;
  const tasks = items.map((one) => ({ ...task, ui_id: one.ui_id, target: one.target, item: one }));
  return { id: 'b', startedMs: 0, endedMs: 0, tasks, status: 'done', batch: null, isCarried: false, ...more };
}

const undoable = (state: UndoableTask['state']) =>
  new Map<string, UndoableTask>([['a', { ui_id: 'a', kind: 'install', target: 'a', at, state }]]);
const none = undoable('taken-back');
const kinds = (one: HistoryEntry, known = none) =>
  listActs({ kind: 'entry', key: one.id, timeMs: 0, entry: one }, known).map(({ kind }) => kind);

it('offers of one change its undo, unless that was done', () => {
  const one = entry([item('a', done)], { batch: batch('snapshot') });
  expect(kinds(one, undoable('alone'))).toEqual(['undo']);
  expect(kinds(one, undoable('taken-back'))).toEqual([]);
  expect(kinds({ ...one, isCarried: true }, undoable('alone'))).toEqual([]);
});

it('offers another try of what failed first, and then the way to before it', () => {
  expect(kinds(entry([item('a', failed)]))).toEqual(['retry']);
  expect(kinds(entry([item('a', failed)], { batch: batch('snapshot') }))).toEqual(['retry', 'back']);
});

it('goes back from all that was done together, and from a day, by the snapshot from before it', () => {
  const both = [item('a', done), item('c', failed)];
  expect(kinds(entry(both, { batch: batch('snapshot') }), undoable('alone'))).toEqual(['back']);
  expect(kinds(entry(both, { batch: batch('no-snapshot') }))).toEqual([]);
  const entries = [entry(both, { batch: batch('only-models') }), entry(both, { batch: batch('snapshot') })];
  expect(listActs({ kind: 'day', key: 'day', timeMs: 0, entries }, none)).toHaveLength(1);
  expect(listActs({ kind: 'snapshot', key: 's', timeMs: 0, name: 's' }, none)).toEqual([]);
});
