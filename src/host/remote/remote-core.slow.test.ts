import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openCuttableLine, type CuttableLine } from '../../../e2e/cuttable-line';
import { toWordedBody } from '../../contract/errors';
import type { AppEvent } from '../../contract/events';
import type { Installation } from '../../contract/installation';
import { dispatch, managerOperations, type ManagerOperationName } from '../../contract/operations';
import { isRemoteOperation } from '../../contract/remote/remote-operations';
import { isTokenOperation } from '../../contract/token-operations';
import { createPreparedTables } from '../../manager/catalogue/table/prepared-table';
import { readingQuestions } from '../../manager/testing/reading-questions';
import { doorToken } from '../../server/testing/door-client';
import { disableTask, installTask, openDoor, type Door } from '../../server/testing/door';
import { there } from './testing/there';
import { same } from '../../server/testing/same-outcome';
import { openRemoteCore, type RemoteCore } from './remote-core';

let root: string;
let door: Door;
let open: Installation | null;
let line: CuttableLine;
let core: RemoteCore;
let events: AppEvent[];

const tables = () => createPreparedTables(join(root, 'prepared'));

function connect(address: string, { token = doorToken, folder = null as string | null } = {}): Promise<RemoteCore> {
  const remote = { place: { kind: 'address', address }, title: 'studio', folder } as const;
  return openRemoteCore({ target: { folder: 'remote:a1', remote, token }, tables: tables(), firstWaitMs: 20 });
}

async function read<N extends ManagerOperationName>(name: N, input: object = {}, signal?: AbortSignal) {
  return dispatch<N>(core.operations, { name, input, context: { caller: 'person', ...(signal && { signal }) } });
}

const order = (...ids: string[]) => read('queue.order', { tasks: ids.map((id) => installTask(id)) });
const announce = (asOf: string) => door.core.emit({ name: 'cmd-catalogue-changed', payload: { asOf } });
const datesIn = (heard: readonly AppEvent[]) =>
  heard.flatMap((event) => (event.name === 'cmd-catalogue-changed' ? [event.payload.asOf] : []));
const statesIn = (heard: readonly AppEvent[]) =>
  heard.flatMap((event) => (event.name === 'cmd-connection-changed' ? [event.payload.state] : []));

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'remote core '));
  door = await openDoor({ isToken: (text) => text === doorToken, installation: () => open, appVersion: '1.2.3' });
  line = await openCuttableLine(`http://127.0.0.1:${door.server.port}`);
});
afterAll(async () => {
  await line.close();
  await door.server.close();
  await rm(root, { recursive: true, force: true });
});
beforeEach(async () => {
  open = there;
  line.mend();
  core = await connect(line.address);
  events = [];
  core.onEvent((event) => events.push(event));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await core.close();
});

describe('a remote core', () => {
  it('is an installation of its own name, with its folders as they are called there', () => {
    const remote = { place: { kind: 'address', address: line.address }, title: 'studio', folder: '/srv/ComfyUI' };
    expect(core.installation).toEqual({ ...there, rootDir: 'remote:a1', remote });
  });

  const reading = (Object.keys(managerOperations) as ManagerOperationName[]).filter(
    (name) =>
      isTokenOperation(name) &&
      isRemoteOperation(name) &&
      !managerOperations[name].mutates &&
      name !== 'catalogue.table',
  );
  it.each(reading)('answers %s as it is answered there', async (name) => {
    const questions: readonly object[] = readingQuestions('http://127.0.0.1:9/x')[name] ?? [{}];
    for (const input of questions) {
      const context = { caller: 'token' } as const;
      const outcomes = await Promise.allSettled([
        read(name, input),
        dispatch(door.core.operations, { name, input, context }),
      ]);
      const told = outcomes.map((outcome) =>
        outcome.status === 'fulfilled' ? { value: outcome.value } : { error: toWordedBody(outcome.reason) },
      );
      const [far, near] = told.map(same);
      expect(far).toEqual(near);
    }
  });

  it('keeps the table of the catalogue here', async () => {
    const { rows, fingerprint } = await read('catalogue.table');
    const [{ packs }, again] = [await read('catalogue.packs'), await read('catalogue.table')];
    expect(rows).toBe(packs.length);
    expect(again.fingerprint).toBe(fingerprint);
  });

  it.each(['policy.allow', 'config.change', 'models.folderPlan', 'comfyui.setArguments'] as const)(
    'does not do %s, which needs its own machine',
    async (name) => {
      const call = core.operations[name] as (input: object, context: object) => Promise<unknown>;
      await expect(call({}, { caller: 'person' })).rejects.toMatchObject({ code: 'not-remote' });
    },
  );

  it('does tasks, and tells what becomes of them in order', async () => {
    await read('queue.order', { tasks: [disableTask('away')] });
    await vi.waitFor(async () =>
      expect((await read('queue.view')).finished.map((item) => item.ui_id)).toContain('away'),
    );
    const views = () => events.flatMap((event) => (event.name === 'cmd-queue-changed' ? [event.payload] : []));
    const endsIn = ({ finished }: ReturnType<typeof views>[number]) => finished.some((item) => item.ui_id === 'away');
    await vi.waitFor(() => expect(views().some(endsIn)).toBe(true));
    const runs = views().findIndex(({ running }) => running.some(({ task }) => task.ui_id === 'away'));
    expect(runs).toBeGreaterThanOrEqual(0);
    expect(views().findIndex(endsIn)).toBeGreaterThan(runs);
    expect(events.map(({ name }) => name)).toContain('cmd-packs-changed');
  });

  it('is not asked any more what nobody waits for', async () => {
    let seen: AbortSignal | undefined;
    vi.spyOn(door.core.operations, 'queue.batches').mockImplementation((_input, { signal }) => {
      seen = signal;
      return new Promise(() => undefined);
    });
    const leaving = new AbortController();
    const asked = read('queue.batches', {}, leaving.signal);
    await vi.waitFor(() => expect(seen).toBeDefined());
    leaving.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await vi.waitFor(() => expect(seen?.aborted).toBe(true));
  });

  it('tells of its installation alone: what else it says is no word of this app', async () => {
    door.core.emit({ name: 'cmd-given', payload: {} });
    door.core.emit({ name: 'cmd-queue-changed', payload: { running: 'nonsense' } } as unknown as AppEvent);
    announce('after it');
    await vi.waitFor(() => expect(datesIn(events)).toEqual(['after it']));
    expect(events).toHaveLength(1);
  });
});

describe('a line that breaks', () => {
  it('is mended by itself, and what was told meanwhile is heard, in order', async () => {
    announce('before');
    line.block();
    line.cut();
    await vi.waitFor(() =>
      expect(core.remote.connection()).toMatchObject({ state: 'broken', error: { code: 'remote-unreachable' } }),
    );
    for (const asOf of ['one', 'two', 'three']) announce(asOf);
    line.mend();
    await vi.waitFor(() => expect(core.remote.connection().state).toBe('connected'));
    expect(datesIn(events)).toEqual(['before', 'one', 'two', 'three']);
    expect(statesIn(events)).toEqual(['broken', 'connected']);
    expect(events.at(-1)?.name).toBe('cmd-connection-changed');
  });

  it('refuses what would change something, and lets what reads wait', async () => {
    line.block();
    line.cut();
    await vi.waitFor(() => expect(core.remote.connection().state).toBe('broken'));
    await expect(order('never')).rejects.toMatchObject({ code: 'remote-unreachable' });
    const asked = read('queue.view');
    line.mend();
    const { pending, finished } = await asked;
    expect([...pending, ...finished].map((item) => item.ui_id)).not.toContain('never');
  });

  it('is tried at once when a person asks for it, and says why it stays broken', async () => {
    line.block();
    line.cut();
    await vi.waitFor(() => expect(core.remote.connection().state).toBe('broken'));
    await expect(core.remote.retry()).rejects.toMatchObject({ code: 'remote-unreachable' });
    line.mend();
    await core.remote.retry();
    expect(core.remote.connection().state).toBe('connected');
  });

  it('asks again, once, what it was reading', async () => {
    const own = door.core.operations['queue.batches'];
    const asking = vi.spyOn(door.core.operations, 'queue.batches').mockImplementationOnce(() => {
      line.cut();
      return new Promise(() => undefined);
    });
    expect(await read('queue.batches')).toEqual(await own({}, { caller: 'token' }));
    expect(asking).toHaveBeenCalledTimes(2);
  });

  it('does not send a change twice, and says that its outcome is not known', async () => {
    const pausing = vi.spyOn(door.core.operations, 'queue.pause').mockImplementation(() => {
      line.cut();
      return new Promise(() => undefined);
    });
    await expect(read('queue.pause')).rejects.toMatchObject({ code: 'outcome-unknown' });
    await vi.waitFor(() => expect(core.remote.connection().state).toBe('connected'));
    expect(pausing).toHaveBeenCalledTimes(1);
  });

  it('finds that the queue has the tasks whose order was not answered', async () => {
    const own = door.core.operations['queue.order'];
    vi.spyOn(door.core.operations, 'queue.order').mockImplementationOnce(async (...given) => {
      await own(...given);
      line.cut();
      return new Promise(() => undefined);
    });
    expect(await order('ordered')).toEqual({ denied: null });
    const { pending, running, finished } = await read('queue.view');
    const ids = [...pending, ...running.map(({ task }) => task), ...finished].map((item) => item.ui_id);
    expect(ids.filter((id) => id === 'ordered')).toHaveLength(1);
  });

  it('at random moments loses nothing, does nothing twice, and tells nothing false', async () => {
    await door.core.operations['queue.pause']({}, { caller: 'person' });
    const outcomes = new Map<string, string>();
    const codeOf = (error: unknown) => (error as { code: string }).code;
    for (let round = 0; round < 40; round += 1) {
      const id = `random-${round}`;
      const cutting = setTimeout(() => line.cut(), Math.random() * 6);
      await order(id).then(
        () => outcomes.set(id, 'done'),
        (error: unknown) => outcomes.set(id, codeOf(error)),
      );
      clearTimeout(cutting);
    }
    const there = (await door.core.pending()).map((task) => task.ui_id);
    await door.core.operations['queue.reset']({}, { caller: 'person' });
    for (const [id, outcome] of outcomes) {
      const times = there.filter((known) => known === id).length;
      if (outcome === 'done') expect([id, times]).toEqual([id, 1]);
      else if (outcome === 'remote-unreachable') expect([id, times]).toEqual([id, 0]);
      else expect([outcome, times <= 1]).toEqual(['outcome-unknown', true]);
    }
    expect([...outcomes.values()]).toContain('done');
  });

  it('waits while no folder is open there, and ends when another one is', async () => {
    open = null;
    line.cut();
    await vi.waitFor(() => expect(core.remote.connection().error?.code).toBe('installation-missing'));
    expect(core.remote.connection().state).toBe('broken');
    open = { ...there, rootDir: '/srv/Other' };
    await vi.waitFor(() =>
      expect(core.remote.connection()).toMatchObject({ state: 'ended', error: { code: 'remote-unfit' } }),
    );
    for (const asked of [read('queue.view'), order('elsewhere')])
      await expect(asked).rejects.toMatchObject({ code: 'remote-unfit' });
  });
});
