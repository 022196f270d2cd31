import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HistoryItem, QueueState, QueueTask } from '../../contract/tasks/tasks';
import { QueueTask as QueueTaskSchema } from '../../contract/tasks/tasks';
import { whenEnded } from '../../manager/testing/used-installation';
import { connectEvents, type EventClient, type Frame } from '../testing/event-client';
import { disableTask, idleState, installTask } from '../testing/door';
import type { GatewayDoor } from './testing/gateway-door';
import { closeServedGateway, openServedGateway } from './testing/served-gateway';
import type { SmallComfy } from './testing/small-comfy';

let door: GatewayDoor;
let comfy: SmallComfy;
let patchMs = 0;
beforeEach(async () => {
  patchMs = 0;
  ({ door, comfy } = await openServedGateway({
    answer: (request, response) => {
      request.resume();
      setTimeout(() => response.end(), patchMs);
    },
  }));
});
afterEach(() => closeServedGateway({ door, comfy }));

const taskOf = (uiId: string, clientId = 'tab'): QueueTask =>
  QueueTaskSchema.parse({ ...installTask(uiId), client_id: clientId });
const now = () => new Date().toISOString();

function stateOf(running: QueueTask[], history: HistoryItem[] = []): QueueState {
  return {
    ...idleState,
    running_queue: running,
    history: Object.fromEntries(history.map((i) => [i.ui_id, i])),
  };
}
function begin(task: QueueTask): void {
  const payload = { ui_id: task.ui_id, kind: task.kind, timestamp: now(), state: stateOf([task]) };
  door.core.emit({ name: 'cm-task-started', payload });
}
function log(uiId: string, ...lines: string[]): void {
  door.core.emit({ name: 'cmd-log', payload: { ui_id: uiId, lines } });
}
function end(task: QueueTask): void {
  const status = { status_str: 'success', completed: true, messages: [] } as const;
  const endedTask = {
    ui_id: task.ui_id,
    kind: task.kind,
    timestamp: now(),
    result: 'success',
    status: { ...status, messages: [] },
  };
  const { timestamp } = endedTask;
  const item: HistoryItem = {
    ...{ ...endedTask, client_id: task.client_id, batch_id: null, end_time: timestamp, params: {} },
    ...{ outcome: { status: 'done', message: '' }, target: 'x', started_at: timestamp },
  };
  door.core.emit({ name: 'cm-task-completed', payload: { ...endedTask, state: stateOf([], [item]) } });
}
const subscribe = (clientId = 'tab') =>
  door.ask('PATCH', '/internal/logs/subscribe', {
    headers: { origin: door.origin, 'content-type': 'application/json' },
    body: JSON.stringify({ enabled: true, clientId }),
  });
const typesOf = ({ frames }: EventClient) => frames.map(({ type }) => type);
const dataOf = (frame: Frame | undefined) => frame?.data as Record<string, unknown>;
const linesOf = (frames: readonly Frame[]) =>
  frames
    .filter(({ type }) => type === 'logs')
    .flatMap(({ data }) => (data as { entries: { m: string }[] }).entries.map(({ m }) => m));
/** A page that was greeted. */
async function openGreeted(sid = 'tab'): Promise<EventClient> {
  const tab = await door.openTab(`/ws?clientId=${sid}`);
  await tab.frame(3);
  tab.frames.splice(0);
  return tab;
}

describe('the start of a task', () => {
  it('waits for the log subscription of its client, and everything behind it waits as well', async () => {
    patchMs = 300;
    const tab = await openGreeted();
    const other = await openGreeted('other');
    const task = taskOf('t');
    const patched = subscribe();
    await new Promise((resolve) => setTimeout(resolve, 30));
    begin(task);
    log('t', 'one', 'two');
    end(task);
    expect(await other.frame(2)).toMatchObject({ type: 'cm-task-completed' });
    expect(tab.frames).toEqual([]);
    expect((await patched).status).toBe(200);
    expect(typesOf(tab)).toEqual([]);
    await tab.frame(3);
    expect(typesOf(tab)).toEqual(['cm-task-started', 'logs', 'cm-task-completed']);
    expect(linesOf(tab.frames)).toEqual(['one\n', 'two\n']);
    expect(typesOf(other)).toEqual(['cm-task-started', 'cm-task-completed']);
  });

  it('comes after two seconds when nobody subscribes, and the status counts the task until then', async () => {
    const tab = await openGreeted();
    const task = taskOf('t');
    begin(task);
    end(task);
    const counts = async (path: string) => JSON.parse((await door.askAsPage('GET', path)).body).total_count as number;
    expect(await counts('/v2/manager/queue/status?client_id=tab')).toBe(1);
    expect(await counts('/v2/manager/queue/status?client_id=other')).toBe(0);
    expect(JSON.parse((await door.ask('GET', '/v2/manager/queue/status?client_id=tab')).body).total_count).toBe(0);
    const before = performance.now();
    await tab.frame(2);
    expect(performance.now() - before).toBeGreaterThan(1500);
    expect(await counts('/v2/manager/queue/status?client_id=tab')).toBe(0);
  });

  it('does not wait for a script, nor where nobody subscribes: an update of ComfyUI', async () => {
    const script = await connectEvents(door.server.port, { path: '/ws?clientId=tab' });
    await script.frame(2);
    begin(taskOf('t'));
    expect((await script.frame(3)).type).toBe('cm-task-started');
    const page = await openGreeted('page');
    begin(QueueTaskSchema.parse({ ui_id: 'u', client_id: 'page', kind: 'update-comfyui', params: {} }));
    const before = performance.now();
    await page.frame(1);
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it('of a second task waits for a second subscription', async () => {
    const tab = await openGreeted();
    await subscribe();
    const first = taskOf('a');
    begin(first);
    end(first);
    await tab.frame(2);
    begin(taskOf('b'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(tab.frames).toHaveLength(2);
    await subscribe();
    expect(await tab.frame(3)).toMatchObject({ data: { ui_id: 'b' } });
  });
});

describe('log lines', () => {
  it('go to the tab of the client, between start and end, few messages for many lines', async () => {
    const tab = await openGreeted();
    const other = await openGreeted('other');
    await subscribe();
    const task = taskOf('t');
    log('t', 'said before the start was told');
    begin(task);
    await tab.frame(1);
    const total = 2000;
    for (let index = 0; index < total; index += 1) {
      log('t', `line ${index}`);
      if (index % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    log('t', ' 10%\r 50%\r100%\r', '', 'x'.repeat(5000));
    end(task);
    await vi.waitFor(() => expect(typesOf(tab).at(-1)).toBe('cm-task-completed'));
    expect(typesOf(tab)[0]).toBe('cm-task-started');
    expect(typesOf(tab).filter((type) => type === 'logs').length).toBeLessThanOrEqual(12);
    const lines = linesOf(tab.frames);
    expect(lines).toHaveLength(total + 3);
    expect(lines[0]).toBe('said before the start was told\n');
    expect(lines.every((line) => line.endsWith('\n') && !line.includes('\r'))).toBe(true);
    expect(lines.at(-2)).toBe('100%\n');
    expect(lines.at(-1)?.length).toBeLessThan(2100);
    expect(linesOf(other.frames)).toEqual([]);
    log('t', 'too late');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(linesOf(tab.frames)).toHaveLength(total + 3);
  });

  it('of a click that came before the page knew its id go to everybody', async () => {
    const tabs = [await openGreeted('a'), await openGreeted('b')];
    const task = taskOf('t', 'unknown');
    begin(task);
    log('t', 'hello');
    end(task);
    for (const tab of tabs) {
      await tab.frame(3);
      expect(typesOf(tab)).toEqual(['cm-task-started', 'logs', 'cm-task-completed']);
    }
  });
});

describe('a page that is there', () => {
  it('is told the state, and hears what the reference says and no more', async () => {
    const tab = await door.openTab('/ws');
    expect((await tab.frame(1)).type).toBe('status');
    const second = await tab.frame(2);
    expect(second).toMatchObject({ type: 'cm-queue-status', data: { status: 'all-done' } });
    expect(Object.keys((dataOf(second)['state'] as object | undefined) ?? {})).toEqual([
      'history',
      'running_queue',
      'pending_queue',
      'installed_packs',
    ]);
    door.core.emit({ name: 'cmd-packs-changed', payload: {} });
    door.core.emit({ name: 'cm-queue-status', payload: { status: 'all-done', state: idleState } });
    expect((await tab.frame(3)).type).toBe('cm-queue-status');
    const script = await connectEvents(door.server.port, { path: '/ws' });
    await script.frame(2);
    door.core.emit({ name: 'cmd-packs-changed', payload: {} });
    expect((await script.frame(3)).type).toBe('cmd-packs-changed');
  });

  it('hears nothing more on a socket that another one of its id has replaced', async () => {
    const first = await openGreeted();
    const second = await openGreeted();
    first.socket.close();
    await first.closed;
    end(taskOf('t', 'x'));
    expect((await second.frame(1)).type).toBe('cm-task-completed');
    expect(first.frames).toEqual([]);
  });
});

describe('a page that comes back', () => {
  const restart = async () => {
    door.upstream.move('stopping');
    await new Promise((resolve) => setTimeout(resolve, 5));
    for (const socket of comfy.sockets) socket.close(1001);
    door.upstream.move('starting');
    await new Promise((resolve) => setTimeout(resolve, 5));
    door.upstream.move('running', comfy.address);
  };
  const runTask = async (uiId: string, clientId = 'tab') => {
    const ended = whenEnded(door.core, uiId);
    await door.post('/v2/manager/queue/task', { ...disableTask(uiId), client_id: clientId });
    await door.ask('POST', '/v2/manager/queue/start');
    await ended;
  };

  it('over a restart hears a completed task with the whole state and no history, asked for it or not', async () => {
    await runTask('t');
    const tabs = [await openGreeted('tab'), await openGreeted('other')];
    await restart();
    for (const tab of tabs) expect(await tab.closed).toBe(1012);
    for (const sid of ['tab', 'other']) {
      const tab = await door.openTab(`/ws?clientId=${sid}`);
      const news = await tab.frame(3);
      expect(news).toMatchObject({
        type: 'cm-task-completed',
        data: { status: { status_str: 'success' }, state: { history: {}, running_queue: [], pending_queue: [] } },
      });
      expect(dataOf(news)['state']).toMatchObject({ installed_packs: { 'seed-pack': { enabled: false } } });
      door.core.emit({ name: 'cm-queue-status', payload: { status: 'all-done', state: idleState } });
      expect(await tab.frame(4)).toMatchObject({ data: { state: { history: {} } } });
    }
  });

  it('is told what ended while it was away', async () => {
    const tab = await openGreeted();
    tab.socket.terminate();
    await vi.waitFor(() => expect(comfy.sockets[0]?.readyState).toBe(3));
    await runTask('mine');
    await runTask('not-mine', 'other');
    const again = await door.openTab('/ws?clientId=tab');
    expect(await again.frame(3)).toMatchObject({
      type: 'cm-task-completed',
      data: { ui_id: 'mine', result: 'success' },
    });
    door.core.emit({ name: 'cm-queue-status', payload: { status: 'all-done', state: idleState } });
    expect((await again.frame(4)).type).toBe('cm-queue-status');
  });

  it('loaded anew is told the state alone', async () => {
    const tab = await openGreeted();
    tab.socket.close(1001);
    await tab.closed;
    await vi.waitFor(() => expect(comfy.sockets[0]?.readyState).toBe(3));
    const again = await door.openTab('/ws?clientId=tab');
    await again.frame(2);
    door.core.emit({ name: 'cm-queue-status', payload: { status: 'all-done', state: idleState } });
    expect((await again.frame(3)).type).toBe('cm-queue-status');
  });
});
