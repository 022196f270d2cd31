import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppEvent } from '../../contract/events';
import { type CallContext, dispatch } from '../../contract/operations';
import type { QueueTask } from '../../contract/tasks/tasks';
import type { Queue } from './queue';
import { openTestQueue } from './testing/queue-room';

const context: CallContext = { caller: 'person' };
let folder: string;
let queue: Queue;
let ran: { uiId: string; caller: string }[];
let seen: AppEvent[];

function taskOf(uiId: string): QueueTask {
  return { ui_id: uiId, client_id: 'tab', kind: 'update', params: { node_name: 'pack' } };
}

function open(): Promise<Queue> {
  return openTestQueue(folder, {
    runTask: async ({ task, caller }) => {
      ran.push({ uiId: task.ui_id, caller });
      return { status: 'done', message: '' };
    },
    captureState: () => Promise.reject(new Error('no picture is needed')),
    emit: (event) => seen.push(event),
  });
}

const order = (...tasks: unknown[]) => dispatch(queue.operations, { name: 'queue.order', input: { tasks }, context });
const view = () => queue.operations['queue.view']({}, context);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'queue order ü-'));
  ran = [];
  seen = [];
  queue = await open();
});
afterEach(async () => {
  await queue.close();
  await rm(folder, { recursive: true, force: true });
});

describe('an order', () => {
  it('adds its tasks in their order, as those of its caller, and starts the queue', async () => {
    expect(await order(taskOf('1'), taskOf('2'))).toEqual({ denied: null });
    await queue.whenIdle();
    expect(ran).toEqual([
      { uiId: '1', caller: 'person' },
      { uiId: '2', caller: 'person' },
    ]);
  });

  it('is one batch', async () => {
    await order(taskOf('1'), taskOf('2'), taskOf('3'));
    await queue.whenIdle();
    const { finished } = await view();
    expect(finished).toHaveLength(3);
    expect(new Set(finished.map(({ batch_id }) => batch_id)).size).toBe(1);
  });

  it('is in the view that the window hears of before it hears the answer', async () => {
    const received: string[] = [];
    await order(taskOf('1'), taskOf('2')).then(() => {
      for (const { name, payload } of seen) {
        if (name === 'cmd-queue-changed') received.push(...payload.pending.map(({ ui_id }) => ui_id));
      }
    });
    expect(received).toEqual(['1', '2']);
  });

  it('waits while the queue is paused, and is done when it goes on', async () => {
    await queue.operations['queue.pause']({}, context);
    await order(taskOf('1'));
    await queue.whenIdle();
    expect(ran).toEqual([]);
    expect(await view()).toMatchObject({ isPaused: true, isProcessing: true, pending: [{ ui_id: '1' }] });
    await queue.operations['queue.resume']({}, context);
    await queue.whenIdle();
    expect(ran.map(({ uiId }) => uiId)).toEqual(['1']);
  });

  it.each([
    ['an id that is waiting already', [taskOf('new'), taskOf('waiting')], 'duplicate-task'],
    ['an id that it gives twice', [taskOf('new'), taskOf('twice'), taskOf('twice')], 'duplicate-task'],
    ['a task that cannot be used', [taskOf('new'), { ...taskOf('odd'), kind: 'explode' }], 'invalid-input'],
    ['no task at all', [], 'invalid-input'],
  ])('is taken whole or not at all: %s', async (_what, tasks, code) => {
    await queue.operations['queue.pause']({}, context);
    await queue.operations['queue.add'](taskOf('waiting'), context);
    await expect(order(...tasks)).rejects.toMatchObject({ code });
    const after = await view();
    expect(after.pending.map(({ ui_id }) => ui_id)).toEqual(['waiting']);
    expect(after.isProcessing).toBe(false);
    await queue.close();
    queue = await open();
    expect((await view()).pending.map(({ ui_id }) => ui_id)).toEqual(['waiting']);
  });

  it('leaves nothing behind when it cannot be written down', async () => {
    await queue.close();
    // The file of the queue is closed with it: no line can be added.
    await expect(order(taskOf('1'), taskOf('2'))).rejects.toThrow();
    expect((await view()).pending).toEqual([]);
    expect(ran).toEqual([]);
    queue = await open();
    expect((await view()).pending).toEqual([]);
  });

  it('comes back whole after the end of the app', async () => {
    await queue.operations['queue.pause']({}, context);
    await order(taskOf('1'), taskOf('2'));
    await queue.close();
    queue = await open();
    expect((await view()).pending.map(({ ui_id }) => ui_id)).toEqual(['1', '2']);
  });
});
