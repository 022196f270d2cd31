import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppEvent } from '../../contract/events';
import { BatchRecord, type SystemState } from '../../contract/history';
import type { QueueTask } from '../../contract/tasks/tasks';
import type { Queue } from './queue';
import { emptyState, openTestQueue } from './testing/queue-room';
import type { RunTask } from './worker';

const context = { caller: 'program' } as const;

/** A picture of the installation that can be told from another by its time. */
const pictureAt = (time: string): SystemState => ({ ...emptyState, snapshot_time: time });

function taskOf(uiId: string): QueueTask {
  return { ui_id: uiId, client_id: 'tab', kind: 'update', params: { node_name: 'pack' } };
}

const succeed: RunTask = () => Promise.resolve({ status: 'done', message: 'Updated.' });

let folder: string;
let queue: Queue | null = null;
let events: { event: AppEvent; atMs: number }[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batch ünï-'));
  events = [];
});
afterEach(async () => {
  await queue?.close();
  queue = null;
  await rm(folder, { recursive: true, force: true });
});

async function open(runTask: RunTask, captureState = () => Promise.resolve(pictureAt('now'))): Promise<Queue> {
  queue = await openTestQueue(folder, {
    ...{ runTask, captureState },
    emit: (event) => void events.push({ event, atMs: performance.now() }),
  });
  return queue;
}

const add = (opened: Queue, uiId: string) => opened.operations['queue.add'](taskOf(uiId), context);
const start = (opened: Queue) => opened.operations['queue.start']({}, context);
const status = (opened: Queue) => opened.operations['queue.status']({}, context);
const untilIdle = (opened: Queue) =>
  expect.poll(async () => (await status(opened)).is_processing, { timeout: 5000, interval: 5 }).toBe(false);

describe('the picture of what was before a batch', () => {
  it('keeps no request waiting, and the first task waits for it', async () => {
    let finish = (): void => undefined;
    const picture = new Promise<SystemState>((resolve) => {
      finish = () => resolve(pictureAt('before'));
    });
    const ran: string[] = [];
    const opened = await open(
      ({ task }) => {
        ran.push(task.ui_id);
        return Promise.resolve({ status: 'done', message: '' });
      },
      () => picture,
    );
    // As long as the picture is not there, every request is answered all the same.
    await add(opened, '1');
    expect(await start(opened)).toEqual({ started: true });
    await add(opened, '2');
    expect(await status(opened)).toMatchObject({ is_processing: true, total_count: 2 });
    expect(Object.keys((await opened.operations['queue.history']({}, context)).history)).toEqual([]);
    expect(ran).toEqual([]);
    finish();
    await untilIdle(opened);
    expect(ran).toEqual(['1', '2']);
  });

  it('is taken once per batch, before its first task, and once more behind its last', async () => {
    let taken = 0;
    const takenAtStart: number[] = [];
    const opened = await open(
      () => {
        takenAtStart.push(taken);
        return Promise.resolve({ status: 'done', message: '' });
      },
      () => Promise.resolve(pictureAt(`picture ${(taken += 1)}`)),
    );
    for (const id of ['1', '2', '3']) await add(opened, id);
    await start(opened);
    await untilIdle(opened);
    expect(takenAtStart).toEqual([1, 1, 1]);
    const { ids } = await opened.operations['queue.batches']({}, context);
    const record = BatchRecord.parse(await opened.operations['queue.batch']({ id: ids[0] ?? '' }, context));
    expect([record.state_before.snapshot_time, record.state_after?.snapshot_time]).toEqual(['picture 1', 'picture 2']);
  });

  it('that cannot be taken stops neither the tasks nor the queue', async () => {
    const opened = await open(succeed, () => Promise.reject(new Error('Python is broken')));
    for (const id of ['1', '2']) {
      await add(opened, id);
      await start(opened);
      await untilIdle(opened);
    }
    const { history } = await opened.operations['queue.history']({}, context);
    expect(Object.values(history).map(({ result }) => result)).toEqual(['success', 'success']);
  });
});

describe('a log that cannot be written', () => {
  it('ends neither the task nor the queue', async () => {
    const opened = await open(succeed);
    await rm(join(folder, 'logs'), { recursive: true });
    await writeFile(join(folder, 'logs'), 'a file where the folder should be');
    for (const id of ['1', '2']) await add(opened, id);
    await start(opened);
    await untilIdle(opened);
    const { history } = await opened.operations['queue.history']({}, context);
    expect(Object.values(history).map(({ result }) => result)).toEqual(['success', 'success']);
  });
});

describe('what is told of a batch', () => {
  it('says at once that all is done', async () => {
    const opened = await open(succeed);
    await add(opened, '1');
    await start(opened);
    const timeOf = (name: string) => events.find(({ event }) => event.name === name)?.atMs;
    await expect.poll(() => timeOf('cm-queue-status'), { timeout: 5000, interval: 5 }).toBeTypeOf('number');
    const [endedMs = 0, doneMs = 0] = [timeOf('cm-task-completed'), timeOf('cm-queue-status')];
    expect(doneMs - endedMs).toBeLessThan(1000);
  });

  it('tells the window of each ended task once, not of all that ever ended', async () => {
    const opened = await open(succeed);
    const ids = Array.from({ length: 12 }, (_item, index) => `task ${index}`);
    for (const id of ids) {
      await add(opened, id);
      await start(opened);
      await untilIdle(opened);
    }
    await opened.close();
    queue = null;
    const reported = events.flatMap(({ event }) =>
      event.name === 'cmd-queue-changed' ? event.payload.finished.map(({ ui_id }) => ui_id) : [],
    );
    expect(reported.sort()).toEqual([...ids].sort());
  });
});

describe('a journal that somebody wrote into', () => {
  const line = (task: unknown) => JSON.stringify({ change: 'added', task });

  it('brings back tasks of the known kinds only, and none that names a path', async () => {
    const planted = [
      { ...taskOf('kind'), kind: 'run-script', params: { file: '/tmp/evil.py' } },
      { ...taskOf('path'), params: { node_name: '../../../etc' } },
      { ...taskOf('option'), kind: 'install', params: { id: 'a', version: '--upload-pack=x', selected_version: 'x' } },
      {
        ...taskOf('model'),
        kind: 'install-model',
        params: { url: 'https://x/y', filename: '../y', save_path: '/etc' },
      },
      taskOf('good'),
    ];
    const processing = JSON.stringify({ change: 'processing', value: true });
    await writeFile(join(folder, 'queue.jsonl'), [processing, ...planted.map(line), ''].join('\n'));
    const ran: string[] = [];
    const opened = await open(({ task }) => {
      ran.push(task.ui_id);
      return Promise.resolve({ status: 'done', message: '' });
    });
    opened.resume();
    await untilIdle(opened);
    expect(ran).toEqual(['good']);
  });
});
