import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors';
import type { AppEvent, EventName, EventPayload } from '../../contract/events';
import { BatchRecord } from '../../contract/history';
import type { QueueTask } from '../../contract/tasks/tasks';
import type { Queue } from './queue';
import { emptyState, openTestQueue } from './testing/queue-room';
import type { RunTask } from './worker';

const context = { caller: 'program' } as const;
function taskOf(uiId: string, name = 'pack'): QueueTask {
  return { ui_id: uiId, client_id: 'tab', kind: 'update', params: { node_name: name } };
}

describe('the queue room', () => {
  let folder: string;
  let queue: Queue;
  let seen: AppEvent[];

  async function open(runTask: RunTask): Promise<Queue> {
    return openTestQueue(folder, {
      runTask,
      installedPacks: () => Promise.resolve({ pack: { ver: '1.0.0', cnr_id: 'pack', aux_id: null, enabled: true } }),
      emit: (event) => seen.push(event),
    });
  }

  const add = (task: QueueTask) => queue.operations['queue.add'](task, context);
  const start = () => queue.operations['queue.start']({}, context);
  const status = () => queue.operations['queue.status']({}, context);
  const history = () => queue.operations['queue.history']({}, context);

  async function untilIdle(): Promise<void> {
    await expect.poll(async () => (await status()).is_processing, { timeout: 5000, interval: 5 }).toBe(false);
  }

  function payloads<N extends EventName>(name: N): EventPayload<N>[] {
    return seen
      .filter((event): event is Extract<AppEvent, { name: N }> => event.name === name)
      .map((event) => event.payload as EventPayload<N>);
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'queue ünï-'));
    seen = [];
  });

  afterEach(async () => {
    await queue.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('runs tasks in order only after start, and tells both doors with the full state', async () => {
    const ran: string[] = [];
    queue = await open(({ task }) => {
      ran.push(task.ui_id);
      return Promise.resolve({ status: 'done', message: 'Updated.' });
    });
    await add(taskOf('1'));
    await add(taskOf('2'));
    expect(ran).toEqual([]);
    expect(await start()).toEqual({ started: true });
    await untilIdle();
    expect(ran).toEqual(['1', '2']);
    await expect.poll(() => payloads('cm-queue-status').length).toBe(1);
    expect(seen.map((event) => event.name).filter((name) => name.startsWith('cm-'))).toEqual([
      'cm-task-started',
      'cm-task-completed',
      'cm-task-started',
      'cm-task-completed',
      'cm-queue-status',
    ]);
    const [first] = payloads('cm-task-started');
    expect(first?.state.running_queue.map((task) => task.ui_id)).toEqual(['1']);
    expect(first?.state.pending_queue.map((task) => task.ui_id)).toEqual(['2']);
    expect(Object.keys(first?.state.installed_packs ?? {})).toEqual(['pack']);
    const [completed] = payloads('cm-task-completed');
    expect(completed).toMatchObject({ result: 'success', status: { status_str: 'success', completed: true } });
    expect(completed?.state.history['1']).toMatchObject({
      kind: 'update',
      batch_id: expect.stringMatching(/^batch_\d{8}_\d{6}_[0-9a-f]{8}$/) as string,
    });
  });

  it('a task that throws ends as failed with its reason and the next one runs', async () => {
    queue = await open(({ task }) =>
      task.ui_id === '1'
        ? Promise.reject(new AppError('pack-not-installed', 'No pack "x" is installed.', { remedy: 'Install it.' }))
        : Promise.resolve({ status: 'done', message: '' }),
    );
    await add(taskOf('1', 'x'));
    await add(taskOf('2'));
    await start();
    await untilIdle();
    const { history: items } = await history();
    expect(items['1']).toMatchObject({
      result: 'No pack "x" is installed. Install it.',
      status: { status_str: 'error' },
      target: 'x',
    });
    expect(items['2']?.status.status_str).toBe('success');
  });

  it('writes one batch record in the form of the specification', async () => {
    queue = await open(({ task }) =>
      task.ui_id === '2' ? Promise.reject(new Error('boom')) : Promise.resolve({ status: 'done', message: '' }),
    );
    await Promise.all(['1', '2', '3'].map((id) => add(taskOf(id))));
    await start();
    await untilIdle();
    const { ids } = await queue.operations['queue.batches']({}, context);
    expect(ids).toHaveLength(1);
    const record = BatchRecord.parse(await queue.operations['queue.batch']({ id: ids[0] ?? '' }, context));
    expect(record).toMatchObject({
      total_operations: 3,
      successful_operations: 2,
      failed_operations: 1,
      skipped_operations: 0,
    });
    expect(record.operations[1]).toMatchObject({
      operation_id: '2',
      target: 'pack',
      result: 'failed',
      error_message: expect.stringContaining('boom') as string,
    });
    expect(record.state_before.snapshot_time).toBe(emptyState.snapshot_time);
  });

  it('removes batch records older than 90 days and nothing else', async () => {
    queue = await open(() => Promise.resolve({ status: 'done', message: '' }));
    const old = new Date(Date.now() - 91 * 86_400_000);
    for (const name of ['batch_old.json', 'mine.json']) {
      await writeFile(join(folder, 'batches', name), '{}');
      await utimes(join(folder, 'batches', name), old, old);
    }
    await add(taskOf('1'));
    await start();
    await untilIdle();
    const names = await readdir(join(folder, 'batches'));
    expect(names).toContain('mine.json');
    expect(names).not.toContain('batch_old.json');
  });

  it('cancels a running task through its signal and a pending one before it runs', async () => {
    queue = await open(
      (_entry, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new AppError('cancelled', 'Cancelled.'));
          });
        }),
    );
    await add(taskOf('1'));
    await add(taskOf('2'));
    await start();
    await expect.poll(async () => (await status()).in_progress_count).toBe(1);
    await queue.operations['queue.cancel']({ ui_id: '2' }, context);
    await queue.operations['queue.cancel']({ ui_id: '1' }, context);
    await untilIdle();
    const { history: items } = await history();
    expect(Object.values(items).map((item) => item.status.status_str)).toEqual(['skipped', 'skipped']);
    await expect(queue.operations['queue.cancel']({ ui_id: '1' }, context)).rejects.toMatchObject({
      code: 'task-not-found',
    });
  });

  it('keeps pending and running tasks across a restart and goes on with them', async () => {
    queue = await open(
      (_entry, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new AppError('cancelled', 'Cancelled.'));
          });
        }),
    );
    await add(taskOf('1'));
    await add(taskOf('2'));
    await start();
    await expect.poll(async () => (await status()).in_progress_count).toBe(1);
    await queue.close();
    const ran: string[] = [];
    queue = await open(({ task }) => {
      ran.push(task.ui_id);
      return Promise.resolve({ status: 'done', message: '' });
    });
    expect((await status()).pending_count).toBe(2);
    queue.resume();
    await untilIdle();
    expect(ran).toEqual(['1', '2']);
    const view = await queue.operations['queue.view']({}, context);
    expect(view.finished.map((item) => item.ui_id)).toEqual(['2', '1']);
  });

  it('a torn journal line loses only itself', async () => {
    queue = await open(() => Promise.resolve({ status: 'done', message: '' }));
    await add(taskOf('1'));
    await queue.close();
    const file = join(folder, 'queue.jsonl');
    await writeFile(file, `${await readFile(file, 'utf8')}{"change":"added","task":{"ui_`);
    queue = await open(() => Promise.resolve({ status: 'done', message: '' }));
    expect((await status()).pending_count).toBe(1);
  });

  it('pause lets the running task end and takes no other until resume', async () => {
    let finish = (): void => undefined;
    const ran: string[] = [];
    queue = await open(({ task }) => {
      ran.push(task.ui_id);
      return new Promise((resolve) => {
        finish = () => {
          resolve({ status: 'done', message: '' });
        };
      });
    });
    await add(taskOf('1'));
    await add(taskOf('2'));
    await start();
    await expect.poll(() => ran.length).toBe(1);
    await queue.operations['queue.pause']({}, context);
    finish();
    await expect.poll(async () => (await status()).in_progress_count).toBe(0);
    expect(ran).toEqual(['1']);
    await queue.operations['queue.resume']({}, context);
    await expect.poll(() => ran.length).toBe(2);
    finish();
    await untilIdle();
    expect((await status()).done_count).toBe(2);
  });

  it('reset drops what is pending and leaves the running task alone', async () => {
    let finish = (): void => undefined;
    queue = await open(
      () =>
        new Promise((resolve) => {
          finish = () => {
            resolve({ status: 'done', message: '' });
          };
        }),
    );
    await add(taskOf('1'));
    await add(taskOf('2'));
    await start();
    await expect.poll(async () => (await status()).in_progress_count).toBe(1);
    expect(await queue.operations['queue.reset']({}, context)).toEqual({ dropped: 1 });
    finish();
    await untilIdle();
    expect(Object.keys((await history()).history)).toEqual(['1']);
  });

  it('keeps the log of a task, also after it ended', async () => {
    queue = await open((_entry, { log }) => {
      log('cloning https://user:secret@example.org/x');
      return Promise.resolve({ status: 'done', message: 'Installed.' });
    });
    await add(taskOf('1'));
    await start();
    await untilIdle();
    const { lines } = await queue.operations['queue.log']({ ui_id: '1' }, context);
    expect(lines.join('\n')).toContain('cloning https://***@example.org/x');
    expect(lines.at(-1)).toContain('done: Installed.');
    expect(payloads('cmd-log').flatMap((payload) => payload.lines).length).toBe(lines.length);
  });
});
