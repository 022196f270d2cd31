import { describe, expect, it } from 'vitest';
import type { TaskProgress } from '../../contract/tasks/tasks';
import { TaskQueue, type QueueEntry } from './task-queue';

function disable(uiId: string, clientId = 'a'): QueueEntry {
  const params = { node_name: 'x', is_unknown: false };
  const task = { ui_id: uiId, client_id: clientId, kind: 'disable', params } as const;
  return { task, caller: 'program', orderedAt: '2026-01-01T00:00:00.000Z' };
}

function download(uiId: string, savePath = 'checkpoints'): QueueEntry {
  const file = { url: 'https://models.example/a.safetensors', filename: 'a.safetensors' };
  const params = { name: 'a', type: 'checkpoint', save_path: savePath, ...file };
  const task = { ui_id: uiId, client_id: 'a', kind: 'install-model', params } as const;
  return { task, caller: 'program', orderedAt: '2026-01-01T00:00:00.000Z' };
}

function progressOf(uiId: string): TaskProgress {
  return { ui_id: uiId, phase: 'Downloading', message: '', bytesDone: 1, bytesTotal: 2, fraction: null };
}

describe('TaskQueue', () => {
  it('gives tasks back in the order they came, one at a time', () => {
    const queue = new TaskQueue();
    queue.addAll([disable('1')]);
    queue.addAll([disable('2', 'b')]);
    expect(queue.take('installation', 't')?.entry.task.ui_id).toBe('1');
    expect(queue.take('installation', 't')).toBeNull();
    queue.release('1');
    expect(queue.take('installation', 't')?.entry.task.ui_id).toBe('2');
  });

  it('has a lane of its own for models, except for those that go into a pack', () => {
    const queue = new TaskQueue();
    queue.addAll([download('1'), download('2'), download('3', 'custom_nodes/pack/models'), disable('4')]);
    expect(queue.take('models', 't')?.entry.task.ui_id).toBe('1');
    expect(queue.take('models', 't')).toBeNull();
    expect(queue.take('installation', 't')?.entry.task.ui_id).toBe('3');
    // The task that changes the installation is named first.
    expect(queue.running.map(({ entry }) => entry.task.ui_id)).toEqual(['3', '1']);
    queue.noteProgress({ ...progressOf('1'), fraction: 0.5 });
    expect(queue.running.map(({ progress }) => progress?.fraction)).toEqual([undefined, 0.5]);
    queue.release('1');
    expect(queue.take('models', 't')?.entry.task.ui_id).toBe('2');
    expect([queue.hasReady('models'), queue.hasReady('installation')]).toEqual([false, true]);
  });

  it('lets some of a lane run at once, and passes over what is paused', () => {
    const queue = new TaskQueue();
    queue.addAll([download('1'), { ...download('2'), isPaused: true }, download('3'), download('4')]);
    const take = () => queue.take('models', 't', 2)?.entry.task.ui_id;
    expect([take(), take(), take()]).toEqual(['1', '3', undefined]);
    queue.move('4', '2');
    expect(queue.pending.map(({ task }) => task.ui_id)).toEqual(['4', '2']);
    queue.release('1');
    expect([take(), queue.hasReady('models')]).toEqual(['4', false]);
  });

  it('refuses an id that is pending or running, and takes it again once it ended', () => {
    const queue = new TaskQueue();
    queue.addAll([disable('1')]);
    expect(() => {
      queue.addAll([disable('1')]);
    }).toThrow(/already pending or running/);
    queue.take('installation', 't');
    expect(() => {
      queue.addAll([disable('1')]);
    }).toThrow(/already pending or running/);
    queue.release('1');
    queue.addAll([disable('1')]);
    expect(queue.pending).toHaveLength(1);
  });

  it('takes nothing while paused and keeps the running task when it is cleared', () => {
    const queue = new TaskQueue();
    queue.addAll([disable('1')]);
    queue.addAll([disable('2')]);
    queue.take('installation', 't');
    expect(queue.clear().map(({ task }) => task.ui_id)).toEqual(['2']);
    expect(queue.running.map(({ entry }) => entry.task.ui_id)).toEqual(['1']);
    queue.release('1');
    queue.addAll([disable('3')]);
    queue.setPaused(true);
    expect(queue.take('installation', 't')).toBeNull();
  });

  it('counts all tasks, or those of one client', () => {
    const queue = new TaskQueue();
    queue.addAll([disable('1', 'a')]);
    queue.addAll([disable('2', 'b')]);
    queue.addAll([disable('3', 'b')]);
    queue.setProcessing(true);
    queue.take('installation', 't');
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
