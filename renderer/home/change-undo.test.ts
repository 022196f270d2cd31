import { describe, expect, it } from 'vitest';
import type { BatchSummary, UndoableTask } from '../../src/contract/changes';
import { findAlone } from './change-undo';

const timeOf = (minute: number) => new Date(minute * 60_000).toISOString();

function batchOf(results: Record<string, 'success' | 'failed' | 'skipped'>): BatchSummary {
  const tasks = Object.entries(results).map(([ui_id, result]) => ({ ui_id, kind: 'install', target: ui_id, result }));
  const undo = { state: 'snapshot' as const, snapshot: 'before', laterBatches: 0, stays: { python: 0, model: 0 } };
  const reportedTasks = tasks.map((task) => ({ ...task, error: null, undone: null }));
  return {
    id: 'b',
    startedAt: timeOf(1),
    endedAt: timeOf(3),
    tasks: reportedTasks,
    counts: null,
    undo,
    takenBefore: null,
  };
}

function written(uiId: string, minute = 2, state: UndoableTask['state'] = 'alone') {
  const task = { ui_id: uiId, kind: 'install', target: uiId, at: timeOf(minute), state };
  return { task, known: new Map([[uiId, task]]) };
}

describe('findAlone', () => {
  it('is what the one task of a batch changed, whatever failed or was skipped beside it', () => {
    const { task, known } = written('a');
    expect(findAlone(batchOf({ a: 'success' }), known)).toBe(task);
    expect(findAlone(batchOf({ x: 'failed', a: 'success', y: 'skipped' }), known)).toBe(task);
    const undone = written('a', 2, 'taken-back');
    expect(findAlone(batchOf({ a: 'success' }), undone.known)).toBe(undone.task);
    const restored = written('a', 2, 'together');
    expect(findAlone(batchOf({ a: 'success' }), restored.known)).toBe(restored.task);
  });

  it('is none where several were made, or nothing was written down of it', () => {
    expect(findAlone(batchOf({ a: 'success', b: 'success' }), written('a').known)).toBeNull();
    expect(findAlone(batchOf({ a: 'success' }), written('b').known)).toBeNull();
    // Another task of this id, before or after.
    expect(findAlone(batchOf({ a: 'success' }), written('a', 0).known)).toBeNull();
    expect(findAlone(batchOf({ a: 'success' }), written('a', 4).known)).toBeNull();
  });
});
