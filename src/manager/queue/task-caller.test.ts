import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Caller } from '../../contract/operations';
import type { QueueTask } from '../../contract/tasks/tasks';
import type { Queue } from './queue';
import { openTestQueue } from './testing/queue-room';

let folder: string;
let queue: Queue;
/** The caller that each task had when it ran. */
let callers: Record<string, Caller>;

const taskOf = (uiId: string): QueueTask => {
  const params = { node_name: 'pack' };
  return { ui_id: uiId, client_id: 'tab', kind: 'update', params };
};

/** A queue whose tasks note their caller; `parent` adds a child. */
async function open(): Promise<Queue> {
  const opened: Queue = await openTestQueue(folder, {
    runTask: async (entry) => {
      callers[entry.task.ui_id] = entry.caller;
      if (entry.task.ui_id.startsWith('parent')) await opened.add({ ...entry, task: taskOf(`child ${entry.caller}`) });
      return { status: 'done', message: '' };
    },
    captureState: () => Promise.reject(new Error('no picture is needed')),
  });
  return opened;
}

beforeEach(async () => {
  callers = {};
  folder = await mkdtemp(join(tmpdir(), 'task caller ü-'));
  queue = await open();
});

afterEach(async () => {
  await queue.close();
  await rm(folder, { recursive: true, force: true });
});

it('a task stays that of its caller: whoever starts the queue, as a child, and in the next run', async () => {
  for (const caller of ['program', 'person'] as const) {
    await queue.operations['queue.add'](taskOf(`parent ${caller}`), { caller });
  }
  await queue.close();
  // As an earlier version wrote it: nobody knows who ordered that, so it is nobody's but everybody's.
  await appendFile(join(folder, 'queue.jsonl'), `${JSON.stringify({ change: 'added', task: taskOf('old') })}\n`);
  queue = await open();
  await queue.operations['queue.start']({}, { caller: 'program' });
  await queue.whenIdle();
  expect(callers).toEqual({
    ...{ 'parent program': 'program', 'child program': 'program', old: 'program' },
    ...{ 'parent person': 'person', 'child person': 'person' },
  });
});
