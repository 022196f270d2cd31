import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLogger } from '../../base/log';
import type { Door } from '../../contract/operations';
import type { QueueTask } from '../../contract/tasks';
import { openBatchRecords } from './batches';
import { openQueue, type Queue } from './queue';

let folder: string;
let queue: Queue;
/** The door that each task had when it ran. */
let doors: Record<string, Door>;

const taskOf = (uiId: string): QueueTask => {
  const params = { node_name: 'pack' };
  return { ui_id: uiId, client_id: 'tab', kind: 'update', params };
};

/** A queue whose tasks note their door; `parent` adds a child. */
async function open(): Promise<Queue> {
  const at = (name: string) => join(folder, name);
  const opened: Queue = await openQueue({
    paths: {
      queueFile: at('queue.jsonl'),
      historyFile: at('history.jsonl'),
      taskLogsDir: at('logs'),
    },
    batches: openBatchRecords(at('batches')),
    runTask: async (entry) => {
      doors[entry.task.ui_id] = entry.door;
      if (entry.task.ui_id.startsWith('parent')) await opened.add({ ...entry, task: taskOf(`child ${entry.door}`) });
      return { status: 'done', message: '' };
    },
    captureState: () => Promise.reject(new Error('no picture is needed')),
    beforeTask: () => Promise.resolve(),
    installedPacks: () => Promise.resolve({}),
    emit: () => undefined,
    log: silentLogger,
  });
  return opened;
}

beforeEach(async () => {
  doors = {};
  folder = await mkdtemp(join(tmpdir(), 'task door ü-'));
  for (const name of ['batches', 'logs']) await mkdir(join(folder, name));
  queue = await open();
});

afterEach(async () => {
  await queue.close();
  await rm(folder, { recursive: true, force: true });
});

it('a task stays at the door it came through: whoever starts the queue, as a child, and in the next run', async () => {
  for (const door of ['http', 'window'] as const) {
    await queue.operations['queue.add'](taskOf(`parent ${door}`), { door });
  }
  await queue.close();
  // As an earlier version wrote it: nobody knows who ordered that, so it is nobody's but everybody's.
  await appendFile(join(folder, 'queue.jsonl'), `${JSON.stringify({ change: 'added', task: taskOf('old') })}\n`);
  queue = await open();
  await queue.operations['queue.start']({}, { door: 'http' });
  await queue.whenIdle();
  expect(doors).toEqual({
    ...{ 'parent http': 'http', 'child http': 'http', old: 'http' },
    ...{ 'parent window': 'window', 'child window': 'window' },
  });
});
