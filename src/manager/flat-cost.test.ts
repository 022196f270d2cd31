import fs from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppEvent, EventPayload } from '../contract/events';
import { QueueTask } from '../contract/tasks/tasks';
import type { Manager } from './manager';
import { openCoreOffline } from './testing/core-offline';
import { layOutPacks } from './testing/used-installation';

const context = { caller: 'program' } as const;

let root = '';
let manager: Manager | null = null;
afterEach(async () => {
  await manager?.close();
  manager = null;
  await rm(root, { recursive: true, force: true });
});

/** The core on a folder with so many packs, without a Python and without a network. */
async function openWithPacks(count: number): Promise<Manager> {
  root = await mkdtemp(join(tmpdir(), 'flat cöst-'));
  await mkdir(join(root, 'custom_nodes', '.disabled'), { recursive: true });
  await layOutPacks(
    root,
    Array.from({ length: count }, (_, index) => `pack-${index}`),
  );
  manager = await openCoreOffline(root);
  return manager;
}

let ids = 0;

/** Runs one task as a batch of its own, until the queue is idle. Answers with its end as clients hear it. */
async function runTask(opened: Manager, kind: string, params: object): Promise<EventPayload<'cm-task-completed'>> {
  ids += 1;
  const task = QueueTask.parse({ ui_id: `task-${ids}`, client_id: 'tab', kind, params });
  let payload: EventPayload<'cm-task-completed'> | null = null;
  const over = new Promise<void>((done) => {
    const stop = opened.onEvent((event: AppEvent) => {
      if (event.name === 'cm-task-completed') payload = event.payload;
      if (event.name !== 'cm-queue-status' || event.payload.status !== 'all-done') return;
      stop();
      done();
    });
  });
  await opened.operations['queue.add'](task, context);
  await opened.operations['queue.start']({}, context);
  await over;
  expect(payload).toMatchObject({ ui_id: task.ui_id, result: 'success' });
  return payload as unknown as EventPayload<'cm-task-completed'>;
}

/** Lets so many tasks end without running: each is in the history. */
async function fillHistory(opened: Manager, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const params = { node_name: 'pack-1', is_unknown: false };
    const task = QueueTask.parse({ ui_id: `cancelled-${index}`, client_id: 'tab', kind: 'disable', params });
    await opened.operations['queue.add'](task, context);
    await opened.operations['queue.cancel']({ ui_id: task.ui_id }, context);
  }
}

const counted = ['statSync', 'lstatSync', 'readdirSync', 'readFileSync', 'openSync'] as const;
const countedLater = ['stat', 'lstat', 'readdir', 'readFile', 'open', 'realpath'] as const;

/** How often the file system is asked for something while `work` runs. The calls themselves are the real ones. */
async function countCalls(work: () => Promise<unknown>): Promise<number> {
  let calls = 0;
  const undo = [
    ...counted.map((name) => observe(fs, name, () => (calls += 1))),
    ...countedLater.map((name) => observe(fs.promises, name, () => (calls += 1))),
  ];
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    for (const restore of undo) restore();
    syncBuiltinESMExports();
  }
  return calls;
}

function observe(owner: object, name: string, onCall: () => void): () => void {
  const real: unknown = Reflect.get(owner, name);
  if (typeof real !== 'function') throw new Error(`node:fs has no ${name}.`);
  const observed = function (this: unknown, ...args: unknown[]): unknown {
    onCall();
    return Reflect.apply(real, this, args);
  };
  Reflect.set(owner, name, Object.assign(observed, real));
  return () => void Reflect.set(owner, name, real);
}

/** Calls of one look at five packs, which on a busy machine falls into the middle round. Records or batches that are looked at again would be hundreds. */
const oneCheck = 8;
/** A few such looks of a task: packs that are looked at one by one would be 270 more. */
const fewChecks = 5 * oneCheck;

/**
 * The middle of several rounds: every few seconds the packs are looked at whatever happens, which no task causes, and on a busy machine two looks of one
 * task can fall into one.
 */
async function usualCalls(round: () => Promise<unknown>): Promise<number> {
  const counts: number[] = [];
  for (let index = 0; index < 7; index += 1) counts.push(await countCalls(round));
  return counts.sort((one, other) => one - other)[3] ?? Infinity;
}

/** What one task costs that finds nothing to do, and two that disable and enable one pack. */
async function measure(opened: Manager): Promise<{ nothing: number; toggle: number }> {
  const nothing = () => runTask(opened, 'enable', { cnr_id: 'pack-1' });
  const toggle = async () => {
    await runTask(opened, 'disable', { node_name: 'pack-2', is_unknown: false });
    await runTask(opened, 'enable', { cnr_id: 'pack-2' });
  };
  await nothing();
  await toggle();
  return { nothing: await usualCalls(nothing), toggle: await usualCalls(toggle) };
}

describe('a task', () => {
  it('looks at no more files with 300 packs than with 30', async () => {
    const few = await measure(await openWithPacks(30));
    await manager?.close();
    await rm(root, { recursive: true, force: true });
    const many = await measure(await openWithPacks(300));
    expect(few.nothing).toBeGreaterThan(5);
    expect(many.nothing).toBeLessThanOrEqual(few.nothing + fewChecks);
    expect(many.toggle).toBeLessThanOrEqual(few.toggle + fewChecks);
  });

  it('is one pack to who knows the packs already', async () => {
    const opened = await openWithPacks(300);
    const before = await opened.operations['packs.local']({}, context);
    expect(before).toMatchObject({ isWhole: true });
    await runTask(opened, 'disable', { node_name: 'pack-2', is_unknown: false });
    const after = await opened.operations['packs.local']({ since: before.revision }, context);
    const disabled = { key: 'pack-2', enabled: false };
    expect(after).toMatchObject({ isWhole: false, changed: [{ pack: disabled }], removed: [] });
    expect(await opened.operations['packs.local']({ since: after.revision }, context)).toMatchObject({ changed: [] });
  });

  it('looks at no more files after 250 tasks and 300 batches than before, and tells of no more', async () => {
    const opened = await openWithPacks(5);
    const run = () => runTask(opened, 'enable', { cnr_id: 'pack-1' });
    await run();
    const early = await usualCalls(run);
    const records = join(root, 'user', '__manager', 'batch_history');
    for (let index = 0; index < 300; index += 1) await writeFile(join(records, `batch_${index}.json`), '{}');
    await fillHistory(opened, 250);
    await run();
    expect(await usualCalls(run)).toBeLessThanOrEqual(early + oneCheck);
    const { state } = await run();
    expect(Object.keys(state.history)).toHaveLength(200);
    expect(Object.keys(state.history)).toContain(`task-${ids}`);
    // What is not in memory is in the file, and is answered from there.
    const { history } = await opened.operations['queue.history']({}, context);
    expect(Object.keys(history)).toHaveLength((await opened.operations['queue.status']({}, context)).done_count);
    expect(Object.values(history)[0]).toMatchObject({ kind: 'enable', result: 'success' });
  });
});
