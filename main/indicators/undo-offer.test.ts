import { describe, expect, it } from 'vitest';
import type { BatchSummary, UndoableTask } from '../../src/contract/changes';
import { createTexts } from '../texts/texts';
import { findUndo } from '../../src/contract/undo/find-undo';
import { describeBatch } from './undo-offer';

const { t } = createTexts();

function batch(id: string, undo: Partial<BatchSummary['undo']>): BatchSummary {
  const whole = {
    state: 'no-snapshot' as const,
    snapshot: null,
    laterBatches: 0,
    stays: { python: 0, model: 0 },
    ...undo,
  };
  return { id, startedAt: '', endedAt: null, tasks: [], counts: null, undo: whole, takenBefore: null };
}

/** A batch of one minute with these tasks, all of which went well. */
function batchOf(minute: number, kinds: Record<string, string>, snapshot: string | null = null): BatchSummary {
  const tasks = Object.entries(kinds).map(([ui_id, kind]) => ({
    ui_id,
    kind,
    target: ui_id,
    result: 'success' as const,
  }));
  return {
    ...batch(String(minute), { snapshot }),
    ...{
      startedAt: timeOf(minute),
      endedAt: timeOf(minute + 1),
      tasks: tasks.map((task) => ({ ...task, error: null, undone: null })),
    },
  };
}

const timeOf = (minute: number) => new Date(minute * 60_000).toISOString();

function undoable(minute: number, uiId: string, state: UndoableTask['state'] = 'alone'): UndoableTask {
  return { ui_id: uiId, kind: 'install', target: uiId, at: timeOf(minute + 0.5), state };
}

describe('findUndo', () => {
  it('takes the newest batch that a snapshot takes back', () => {
    const batches = [
      batch('3', { state: 'only-models' }),
      batch('2', { state: 'snapshot', snapshot: 'before-2', laterBatches: 1 }),
      batch('1', { state: 'snapshot', snapshot: 'before-1' }),
    ];
    expect(findUndo(batches, [])).toMatchObject({ way: 'snapshot', batch: { id: '2' }, snapshot: 'before-2' });
  });

  it('is null when nothing can be taken back', () => {
    expect(findUndo([batch('1', { state: 'taken-back' })], [])).toBeNull();
    expect(findUndo([], [])).toBeNull();
  });

  it('takes a single change back by itself, although there is a snapshot', () => {
    const batches = [batchOf(2, { b: 'update' }, 'before-b'), batchOf(1, { a: 'install' }, 'before-a')];
    const all = [undoable(2, 'b'), undoable(1, 'a')];
    expect(findUndo(batches, all)).toEqual({ way: 'alone', task: all[0] });
    // Of another task with that id, which came later.
    expect(findUndo(batches, [undoable(5, 'b')])).toMatchObject({ way: 'snapshot', snapshot: 'before-b' });
  });

  it('goes on to the change before when the last one was taken back', () => {
    const batches = [batchOf(3, { u: 'undo' }, 'x'), batchOf(2, { b: 'update' }, 'y'), batchOf(1, { a: 'install' })];
    const all = [undoable(3, 'u'), undoable(2, 'b', 'taken-back'), undoable(1, 'a')];
    expect(findUndo(batches, all)).toEqual({ way: 'alone', task: all[2] });
    expect(findUndo(batches.slice(0, 2), all)).toBeNull();
  });

  it('looks past what was undone in the same batch', () => {
    const batches = [batchOf(1, { a: 'install', u: 'undo', b: 'install' })];
    const all = [undoable(1, 'b'), undoable(1, 'u'), undoable(1, 'a', 'taken-back')];
    expect(findUndo(batches, all)).toEqual({ way: 'alone', task: all[0] });
  });

  it('takes what was ordered together back together', () => {
    const batches = [batchOf(1, { a: 'install', b: 'install' }, 'before-both')];
    expect(findUndo(batches, [undoable(1, 'b'), undoable(1, 'a')])).toMatchObject({ snapshot: 'before-both' });
    const restored = [batchOf(1, { r: 'restore-snapshot' }, 'before-r')];
    const [task] = [undoable(1, 'r', 'together')];
    expect(findUndo(restored, [task])).toEqual({ way: 'alone', task });
  });
});

describe('describeBatch', () => {
  const task = (target: string, result: 'success' | 'failed' | 'skipped') => ({
    ui_id: target,
    kind: 'install',
    target,
    result,
    error: null,
    undone: null,
  });

  it('names what was done, and what failed when nothing was', () => {
    expect(describeBatch([task('a', 'failed'), task('b', 'success'), task('c', 'success')], t)).toBe('Install 2 packs');
    expect(describeBatch([task('a', 'failed')], t)).toBe('Install a');
  });
});
