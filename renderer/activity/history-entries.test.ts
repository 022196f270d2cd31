import { describe, expect, it } from 'vitest';
import type { BatchSummary } from '../../src/contract/changes';
import type { HistoryItem, TaskOutcome } from '../../src/contract/tasks/tasks';
import { hasChanged, listHistory } from '../state/queue/history-entries';
import { findEntries } from './history-filter';
import { listRows } from './history-rows';

const hourMs = 3_600_000;
const timeOf = (hour: number) => new Date(Date.UTC(2026, 10, 20) + hour * hourMs).toISOString();
const done: TaskOutcome = { status: 'done', message: '' };

function item(uiId: string, hour: number, more: Partial<HistoryItem> = {}): HistoryItem {
  return {
    ...{ ui_id: uiId, client_id: 'w', kind: 'install', timestamp: timeOf(hour), result: '', target: uiId },
    ...{ status: { status_str: 'success', completed: true, messages: [] }, batch_id: 'b', end_time: null },
    ...{ params: { id: uiId }, outcome: done, started_at: timeOf(hour) },
    ...more,
  };
}

function record(id: string, hour: number, uiIds: string[] = [id]): BatchSummary {
  const tasks = uiIds.map((ui_id) => ({ ui_id, kind: 'install', target: ui_id, undone: null, error: null }));
  return {
    ...{ id, startedAt: timeOf(hour), endedAt: timeOf(hour), counts: null, takenBefore: null },
    tasks: tasks.map((task) => ({ ...task, result: 'success' as const })),
    undo: { state: 'snapshot', snapshot: 's', laterBatches: 0, stays: { python: 0, model: 0 } },
  };
}

const failed: TaskOutcome = { status: 'failed', error: { error: 'The repository is gone', message: '', code: 'x' } };

describe('the history', () => {
  it('joins what queue and records tell of one batch, and tells what has no record yet', () => {
    const finished = [item('c', 5, { batch_id: null }), item('b2', 4), item('b1', 3)];
    const entries = listHistory({ finished }, [record('b', 4, ['b1', 'b2']), record('old', 1)]);
    expect(entries.map(({ id, tasks }) => [id.split(' ')[0], tasks.map(({ ui_id }) => ui_id)])).toEqual([
      ['c', ['c']],
      ['b', ['b1', 'b2']],
      ['old', ['old']],
    ]);
    expect(entries[1]?.tasks[0]?.item).toBe(finished[2]);
    expect(entries[2]?.tasks[0]?.item).toBeNull();
  });

  it('has changed something where its record says so, and where none does, by a task that was done', () => {
    const nothing = { comfyui: 0, pack: 0, python: 0, model: 0, setting: 0 };
    const changedBy = (counts: BatchSummary['counts'], outcome: TaskOutcome = done) =>
      listHistory({ finished: [item('a', 1, { outcome })] }, [{ ...record('b', 1, ['a']), counts }]).map(hasChanged);
    expect(changedBy({ ...nothing, pack: 1 })).toEqual([true]);
    expect(changedBy(nothing)).toEqual([false]);
    expect(changedBy({ ...nothing, python: 1 }, failed)).toEqual([true]);
    expect([changedBy(null), changedBy(null, failed)]).toEqual([[true], [false]]);
  });

  it('is failed where one task of it failed, and only skipped where all were', () => {
    const outcomes: TaskOutcome[] = [done, failed];
    const statusOf = (...given: TaskOutcome[]) =>
      listHistory({ finished: given.map((outcome, at) => item(String(at), at, { outcome })) }, [])[0]?.status;
    expect(statusOf(...outcomes)).toBe('failed');
    expect(statusOf(done, { status: 'warning', message: '', warnings: ['w'] })).toBe('warning');
    expect(statusOf({ status: 'skipped', message: '' })).toBe('skipped');
    expect(statusOf(done, { status: 'skipped', message: '' })).toBe('done');
  });

  it('is narrowed by what it is about, and by words', () => {
    const finished = [
      item('a', 4, { batch_id: null, outcome: failed }),
      item('m', 3, { batch_id: null, kind: 'install-model' }),
      item('s', 2, { batch_id: null, kind: 'restore-snapshot' }),
    ];
    const entries = listHistory({ finished }, []);
    const ids = (filter: Parameters<typeof findEntries>[1]['filter'], text = '') =>
      findEntries(entries, {
        filter,
        text,
        wordsOf: ({ tasks }) => tasks.map(({ target }) => `Install ${target}`),
      }).map(({ tasks }) => tasks[0]?.ui_id);
    expect(ids('all')).toEqual(['a', 'm', 's']);
    expect(ids('failed')).toEqual(['a']);
    expect(ids('models')).toEqual(['m']);
    expect(ids('snapshots')).toEqual(['s']);
    expect(ids('all', 'INSTALL m')).toEqual(['m']);
  });

  it('stands below the heads of its days, with the snapshots of persons as marks between', () => {
    const finished = [item('b', 50, { batch_id: null }), item('a', 30, { batch_id: null })];
    const stamp = (hour: number) =>
      timeOf(hour).slice(0, 19).replace('T', '_').replaceAll(':', '-') + '_before the experiment';
    const rows = listRows(listHistory({ finished }, []), [stamp(40), '2026-11-20_01-00-00_autosave']);
    expect(rows.map(({ kind }) => kind).filter((kind) => kind !== 'day')).toEqual(['entry', 'snapshot', 'entry']);
    expect(rows[0]?.kind).toBe('day');
    expect(listRows([], [stamp(40)])).toHaveLength(2);
  });
});
