import { describe, expect, it } from 'vitest';
import { TaskQueue, type QueueEntry } from './task-queue';

function disable(uiId: string, clientId = 'a'): QueueEntry {
  const params = { node_name: 'x', is_unknown: false };
  const task = { ui_id: uiId, client_id: clientId, kind: 'disable', params } as const;
  return { task, caller: 'program', orderedAt: '2026-01-01T00:00:00.000Z' };
}

describe('TaskQueue', () => {
  it('gives tasks back in the order they came, one at a time', () => {
    const queue = new TaskQueue();
    queue.addAll([disable('1')]);
    queue.addAll([disable('2', 'b')]);
    expect(queue.take('t')?.entry.task.ui_id).toBe('1');
    expect(queue.take('t')).toBeNull();
    queue.release();
    expect(queue.take('t')?.entry.task.ui_id).toBe('2');
  });

  it('refuses an id that is pending or running, and takes it again once it ended', () => {
    const queue = new TaskQueue();
    queue.addAll([disable('1')]);
    expect(() => {
      queue.addAll([disable('1')]);
    }).toThrow(/already pending or running/);
    queue.take('t');
    expect(() => {
      queue.addAll([disable('1')]);
    }).toThrow(/already pending or running/);
    queue.release();
    queue.addAll([disable('1')]);
    expect(queue.pending).toHaveLength(1);
  });

  it('takes nothing while paused and keeps the running task when it is cleared', () => {
    const queue = new TaskQueue();
    queue.addAll([disable('1')]);
    queue.addAll([disable('2')]);
    queue.take('t');
    expect(queue.clear().map(({ task }) => task.ui_id)).toEqual(['2']);
    expect(queue.running?.entry.task.ui_id).toBe('1');
    queue.release();
    queue.addAll([disable('3')]);
    queue.setPaused(true);
    expect(queue.take('t')).toBeNull();
  });

  it('counts all tasks, or those of one client', () => {
    const queue = new TaskQueue();
    queue.addAll([disable('1', 'a')]);
    queue.addAll([disable('2', 'b')]);
    queue.addAll([disable('3', 'b')]);
    queue.setProcessing(true);
    queue.take('t');
    expect(queue.status(() => 7)).toEqual({
      total_count: 3,
      done_count: 7,
      in_progress_count: 1,
      pending_count: 2,
      is_processing: true,
    });
    expect(queue.status(() => 0, 'b')).toEqual({
      total_count: 2,
      done_count: 0,
      in_progress_count: 0,
      pending_count: 2,
      is_processing: false,
      client_id: 'b',
    });
  });
});
