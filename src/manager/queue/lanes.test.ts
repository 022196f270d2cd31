import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isGivenUp } from '../../base/async/job';
import { AppError } from '../../contract/errors';
import type { AppEvent } from '../../contract/events';
import type { SystemState } from '../../contract/history';
import type { QueueTask } from '../../contract/tasks/tasks';
import type { Queue } from './queue';
import { download, openTestQueue, stateOf, update } from './testing/queue-room';

const context = { caller: 'program' } as const;

/** What lies on disk in these tests: packs and models by name. */
let onDisk: { packs: string[]; models: string[] };

let folder: string;
let queue: Queue;
let events: AppEvent[];
let atOnce: number;
let waitUntil: string | null;
let checkHours: () => void;
/** The tasks that may end, and a call for each time that there are more. */
let endable: Set<string>;
let onMore: (() => void)[];
/** The tasks that ended with nothing to go on with. */
let givenUp: string[];

async function open(): Promise<void> {
  queue = await openTestQueue(folder, {
    runTask: async ({ task }, { signal }) => {
      const aborted = new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Cancelled.')));
      });
      const mayEnd = new Promise<void>((resolve) => {
        const check = () => endable.has(task.ui_id) && resolve();
        onMore.push(check);
        check();
      });
      await Promise.race([mayEnd, aborted]).finally(() => isGivenUp({ signal }) && givenUp.push(task.ui_id));
      onDisk[task.kind === 'install-model' ? 'models' : 'packs'].push(task.ui_id);
      return { status: 'done', message: '' };
    },
    captureState: () => Promise.resolve(stateOf(onDisk)),
    downloadsAtOnce: () => atOnce,
    downloadsWaitUntil: () => waitUntil,
    watchHours: (check) => {
      checkHours = check;
      return () => undefined;
    },
    emit: (event) => events.push(event),
  });
}

const order = (...tasks: QueueTask[]) => queue.operations['queue.order']({ tasks, rows: [] }, context);
const running = async () => (await queue.operations['queue.view']({}, context)).running.map(({ task }) => task.ui_id);
const ended = async () => Object.keys((await queue.operations['queue.history']({}, context)).history);
const isProcessing = async () => (await queue.operations['queue.status']({}, context)).is_processing;
const batchIds = async () => (await queue.operations['queue.batches']({}, context)).ids;
const readBatch = (id: string) => queue.operations['queue.batch']({ id }, context);
const untilIdle = () => expect.poll(isProcessing, { interval: 5 }).toBe(false);

/** Lets these tasks end, now or when they run. */
function letEnd(...uiIds: string[]): void {
  for (const uiId of uiIds) endable.add(uiId);
  for (const check of onMore) check();
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanes ünï-'));
  events = [];
  atOnce = 1;
  waitUntil = null;
  endable = new Set();
  onMore = [];
  givenUp = [];
  onDisk = { packs: [], models: [] };
  await open();
});
afterEach(async () => {
  await queue.close();
  await rm(folder, { recursive: true, force: true });
});

describe('several models on their way', () => {
  const pause = (uiId: string, paused = true) => queue.operations['queue.pauseTask']({ ui_id: uiId, paused }, context);
  const view = () => queue.operations['queue.view']({}, context);
  const waiting = async () => (await view()).pending.map(({ ui_id: uiId }) => uiId);

  it('come side by side, as many as the setting says, in one batch; one that is ordered later takes the free place', async () => {
    atOnce = 2;
    await order(download('a'), download('b'), download('c'));
    await expect.poll(running, { interval: 5 }).toEqual(['a', 'b']);
    expect(await queue.operations['queue.status']({}, context)).toMatchObject({
      in_progress_count: 2,
      pending_count: 1,
    });
    letEnd('b');
    await expect.poll(running, { interval: 5 }).toEqual(['a', 'c']);
    letEnd('c');
    await expect.poll(running, { interval: 5 }).toEqual(['a']);
    await order(download('d'));
    await expect.poll(running, { interval: 5 }).toEqual(['a', 'd']);
    letEnd('a', 'd');
    await untilIdle();
    const [batch = '', ...others] = await batchIds();
    expect(others).toEqual([]);
    expect((await readBatch(batch))['operations']).toHaveLength(4);
  });

  it('one is paused by itself: it is no end, another takes its place, and it goes on when it is resumed', async () => {
    await order(download('a'), download('b'));
    await expect.poll(running, { interval: 5 }).toEqual(['a']);
    await pause('a');
    await expect.poll(running, { interval: 5 }).toEqual(['b']);
    expect(await view()).toMatchObject({ pending: [{ ui_id: 'a' }], paused: ['a'], finished: [] });
    letEnd('b');
    await untilIdle();
    expect(await ended()).toEqual(['b']);
    await pause('a', false);
    await expect.poll(running, { interval: 5 }).toEqual(['a']);
    letEnd('a');
    await untilIdle();
    expect(await ended()).toEqual(['b', 'a']);
  });

  it('one that is cancelled before its pause has taken hold is cancelled, and the room of its part is told so', async () => {
    await order(download('a'));
    await expect.poll(running, { interval: 5 }).toEqual(['a']);
    await Promise.all([pause('a'), queue.operations['queue.cancel']({ ui_id: 'a' }, context)]);
    await untilIdle();
    expect(await view()).toMatchObject({ pending: [], finished: [{ ui_id: 'a', status: { status_str: 'skipped' } }] });
    expect(givenUp).toEqual(['a']);
    await queue.close();
    await open();
    expect(await view()).toMatchObject({ pending: [], running: [] });
  });

  it('what was paused, and the order by hand, are there after a restart; a running task of packs is not paused', async () => {
    await order(download('a'), download('b'), download('c'), download('d'), update('pack'));
    await expect.poll(running, { interval: 5 }).toEqual(['pack', 'a']);
    await expect(pause('pack')).rejects.toMatchObject({ code: 'invalid-input' });
    await pause('b');
    await queue.operations['queue.move']({ ui_id: 'd', before: 'b' }, context);
    await queue.operations['queue.move']({ ui_id: 'b' }, context);
    await pause('a');
    await expect.poll(running, { interval: 5 }).toEqual(['pack', 'd']);
    expect(await waiting()).toEqual(['a', 'c', 'b']);
    await queue.close();
    await open();
    expect(await view()).toMatchObject({ paused: ['a', 'b'] });
    expect((await waiting()).filter((id) => id !== 'pack')).toEqual(['a', 'd', 'c', 'b']);
    queue.resume();
    await expect.poll(running, { interval: 5 }).toEqual(['pack', 'd']);
  });
});

describe('a model on its way', () => {
  it('lets packs be changed beside it, and the next model wait', async () => {
    await order(download('big'), download('next'), update('a'), update('b'));
    await expect.poll(running, { interval: 5 }).toEqual(['a', 'big']);
    expect(await queue.operations['queue.status']({}, context)).toMatchObject({
      ...{ in_progress_count: 2, pending_count: 2, total_count: 4, is_processing: true },
    });
    letEnd('a');
    await expect.poll(running, { interval: 5 }).toEqual(['b', 'big']);
    letEnd('b');
    await expect.poll(running, { interval: 5 }).toEqual(['big']);
    letEnd('big');
    await expect.poll(running, { interval: 5 }).toEqual(['next']);
    letEnd('next');
    await untilIdle();
    expect(await ended()).toEqual(['a', 'b', 'big', 'next']);
  });

  it('lets a pack be installed that is ordered later, in a batch that ends before it', async () => {
    await order(download('big'));
    await expect.poll(running, { interval: 5 }).toEqual(['big']);
    await order(update('a'));
    letEnd('a');
    await queue.whenIdle();
    expect(await ended()).toEqual(['a']);
    // The window learns of the record although the queue goes on.
    expect(await queue.operations['queue.view']({}, context)).toMatchObject({ batchesEnded: 1, isProcessing: true });
    const [ofPack = ''] = await batchIds();
    expect(await readBatch(ofPack)).toMatchObject({ operations: [{ operation_id: 'a' }] });

    // What the pack has changed meanwhile is no change of the download.
    letEnd('big');
    await untilIdle();
    const [ofModel = ''] = (await batchIds()).filter((id) => id !== ofPack);
    const { state_before: before, state_after: after } = await readBatch(ofModel);
    expect(after).toEqual({ ...(before as SystemState), installed_models: { big: expect.anything() as unknown } });
  });

  it('that comes while packs are changed is no change of theirs', async () => {
    await order(download('big'), update('a'));
    await expect.poll(running, { interval: 5 }).toEqual(['a', 'big']);
    letEnd('big');
    await expect.poll(running, { interval: 5 }).toEqual(['a']);
    letEnd('a');
    await untilIdle();
    const batches = await Promise.all((await batchIds()).map(readBatch));
    const stateAfter = (uiId: string): unknown =>
      batches.find(({ operations }) => JSON.stringify(operations).includes(`"${uiId}"`))?.['state_after'];
    expect(stateAfter('a')).toMatchObject({ installed_nodes: { a: {} }, installed_models: {} });
    expect(stateAfter('a')).not.toHaveProperty('installed_models.big');
    expect(stateAfter('big')).toHaveProperty('installed_models.big');
  });

  it('says that all is done once, when both lanes are', async () => {
    const countDone = () => events.filter(({ name }) => name === 'cm-queue-status').length;
    await order(download('big'), update('a'));
    letEnd('a');
    await queue.whenIdle();
    expect([await isProcessing(), countDone()]).toEqual([true, 0]);
    letEnd('big');
    await untilIdle();
    await expect.poll(countDone).toBe(1);
  });

  it('is cancelled alone', async () => {
    await order(download('big'), update('a'));
    await expect.poll(running, { interval: 5 }).toEqual(['a', 'big']);
    await queue.operations['queue.cancel']({ ui_id: 'big' }, context);
    await expect.poll(running, { interval: 5 }).toEqual(['a']);
    letEnd('a');
    await untilIdle();
    const { history } = await queue.operations['queue.history']({}, context);
    expect(Object.values(history).map(({ ui_id, status }) => [ui_id, status.status_str])).toEqual([
      ['big', 'skipped'],
      ['a', 'success'],
    ]);
  });

  it('comes back with the app, and so does what ran beside it', async () => {
    await order(download('big'), update('a'), update('b'));
    await expect.poll(running, { interval: 5 }).toEqual(['a', 'big']);
    await queue.close();
    await open();
    queue.resume();
    await expect.poll(running, { interval: 5 }).toEqual(['a', 'big']);
    letEnd('a', 'b', 'big');
    await untilIdle();
    expect((await ended()).sort()).toEqual(['a', 'b', 'big']);
  });

  it('ends in a queue that pauses, and what waits in either lane waits on', async () => {
    await order(download('big'), download('next'), update('a'), update('b'));
    await expect.poll(running, { interval: 5 }).toEqual(['a', 'big']);
    await queue.operations['queue.pause']({}, context);
    letEnd('a', 'big', 'b', 'next');
    await expect.poll(running, { interval: 5 }).toEqual([]);
    expect((await ended()).sort()).toEqual(['a', 'big']);
    await queue.operations['queue.resume']({}, context);
    await untilIdle();
    expect((await ended()).sort()).toEqual(['a', 'b', 'big', 'next']);
  });
});

describe('downloads with hours', () => {
  const statuses = () => events.flatMap((event) => (event.name === 'cm-queue-status' ? [event.payload.status] : []));
  const view = () => queue.operations['queue.view']({}, context);

  it('wait outside of them, unless a person lets one begin, and go on where they were', async () => {
    [atOnce, waitUntil] = [2, '22:00'];
    checkHours();
    await order(download('big'), download('urgent'), update('pack'));
    await expect.poll(running, { interval: 5 }).toEqual(['pack']);
    expect((await view()).waiting).toEqual({ until: '22:00', ids: ['big', 'urgent'] });
    await queue.operations['queue.pauseTask']({ ui_id: 'urgent', paused: false }, context);
    await expect.poll(running, { interval: 5 }).toEqual(['pack', 'urgent']);
    waitUntil = null;
    checkHours();
    await expect.poll(running, { interval: 5 }).toEqual(['pack', 'urgent', 'big']);
    waitUntil = '22:00';
    checkHours();
    await expect.poll(running, { interval: 5 }).toEqual(['pack', 'urgent']);
    letEnd('pack', 'urgent');
    await untilIdle();
    expect(givenUp).toEqual([]);
    expect((await ended()).sort()).toEqual(['pack', 'urgent']);
    // To a page of the web UI, which asks for a restart when all is done, it is as it is to one that connects.
    expect(statuses()).toEqual(['in_progress']);
    await queue.close();
    waitUntil = null;
    await open();
    queue.resume();
    letEnd('big');
    await expect.poll(ended, { interval: 5 }).toContain('big');
    await expect.poll(() => statuses().at(-1), { interval: 5 }).toBe('all-done');
  });
});
