import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { AppError } from '../../contract/errors';
import type { ManagerOperations } from '../../contract/operations';
import type { HistoryItem } from '../../contract/tasks/tasks';
import { idleState } from '../testing/door';
import type { GatewayDoor } from './testing/gateway-door';
import { closeServedGateway, openServedGateway } from './testing/served-gateway';
import type { SmallComfy } from './testing/small-comfy';

let door: GatewayDoor;
let comfy: SmallComfy;
beforeEach(async () => {
  ({ door, comfy } = await openServedGateway());
});
afterEach(() => closeServedGateway({ door, comfy }));

const update = '/v2/manager/queue/update_comfyui?client_id=tab&ui_id=u1&is_stable=true';
const soon = () => new Promise((resolve) => setTimeout(resolve, 100));

/** The core, with a queue that starts and ends nothing by itself. */
function takeOverQueue(): { started: () => number; end: (failure?: AppError) => void } {
  let started = 0;
  vi.spyOn(door.core.operations, 'queue.start').mockImplementation(async () => {
    started += 1;
    return { started: true };
  });
  const end = (failure?: AppError) => {
    const timestamp = new Date().toISOString();
    const result = failure?.message ?? 'success';
    const status = { status_str: failure ? 'error' : 'success', completed: true, messages: [] } as const;
    const endedTask = { ui_id: 'u1', kind: 'update-comfyui', timestamp, result, status: { ...status, messages: [] } };
    const item: HistoryItem = {
      ...{
        ...endedTask,
        client_id: 'tab',
        batch_id: null,
        end_time: timestamp,
        params: {},
        target: 'ComfyUI',
        started_at: timestamp,
      },
      outcome: failure
        ? { status: 'failed', error: { error: result, message: result, code: failure.code } }
        : { status: 'done', message: '' },
    };
    const state = { ...idleState, history: { u1: item } };
    door.core.emit({ name: 'cm-task-completed', payload: { ...endedTask, state } });
  };
  return { started: () => started, end };
}

async function isAnswered(reply: Promise<unknown>): Promise<boolean> {
  return Promise.race([reply.then(() => true), soon().then(() => false)]);
}

describe('update_comfyui', () => {
  it.each(['POST', 'GET'])(
    'by %s of the web UI starts the queue, and is answered when the update has ended',
    async (method) => {
      const queue = takeOverQueue();
      const reply = door.askAsPage(method, update);
      expect(await isAnswered(reply)).toBe(false);
      expect(queue.started()).toBe(1);
      expect(await door.core.pending()).toMatchObject([
        { ui_id: 'u1', kind: 'update-comfyui', params: { is_stable: true } },
      ]);
      queue.end();
      expect(await reply).toMatchObject({ status: 200, body: '{}' });
    },
  );

  it.each(['policy-denied', 'invalid-input', 'version-not-found', 'git-failed'] as const)(
    'that fails with %s says why, with a status whose text the web UI shows',
    async (code) => {
      const queue = takeOverQueue();
      const reply = door.askAsPage('POST', update);
      await vi.waitFor(() => expect(queue.started()).toBe(1));
      queue.end(new AppError(code, 'The remote is gone.'));
      const { status, body } = await reply;
      expect(JSON.parse(body)).toMatchObject({ message: 'The remote is gone.', code });
      expect(status).toBeGreaterThanOrEqual(401);
      expect([403, 404]).not.toContain(status);
    },
  );

  it('that is refused at once says why as well', async () => {
    takeOverQueue();
    const refusal = new AppError('policy-denied', 'The level does not allow it.');
    vi.spyOn(door.core.operations, 'comfyui.update').mockRejectedValue(refusal);
    const reply = await door.askAsPage('POST', update);
    expect(reply.status).toBe(500);
    expect(JSON.parse(reply.body)).toMatchObject({ message: 'The level does not allow it.', code: 'policy-denied' });
    expect((await door.askAsPage('POST', '/v2/manager/queue/update_comfyui?client_id=tab')).status).toBe(500);
  });

  it('is not kept waiting by a queue that is paused', async () => {
    const queue = takeOverQueue();
    await door.core.operations['queue.pause']({}, { caller: 'person' });
    const reply = await door.askAsPage('POST', update);
    expect(JSON.parse(reply.body)).toMatchObject({ code: 'queue-busy', message: expect.stringContaining('paused') });
    expect(queue.started()).toBe(0);
    expect(await door.core.pending()).toEqual([]);
  });

  it('of a script is answered at once, as the specification says', async () => {
    const queue = takeOverQueue();
    expect(await door.ask('POST', `/api${update}`)).toMatchObject({ status: 200, body: '' });
    expect(await door.ask('POST', update.replace('u1', 'u2'))).toMatchObject({ status: 200, body: '' });
    expect(queue.started()).toBe(0);
  });

  it('is told when the folder is closed meanwhile', async () => {
    const queue = takeOverQueue();
    const reply = door.askAsPage('POST', update);
    await vi.waitFor(() => expect(queue.started()).toBe(1));
    door.core.emit({ name: 'cmd-installation-changed', payload: { installation: null } });
    expect(JSON.parse((await reply).body)).toMatchObject({ code: 'cancelled' });
  });
});

describe('reboot', () => {
  const reboot = '/v2/manager/reboot';
  // There is no Python here that could start anything.
  let reboots: MockInstance<ManagerOperations['comfyui.reboot']>;
  beforeEach(() => {
    reboots = vi.spyOn(door.core.operations, 'comfyui.reboot').mockResolvedValue({});
  });

  it('of the web UI is answered when the task has ended and ComfyUI is back', async () => {
    const queue = takeOverQueue();
    const view = door.core.operations['queue.view'];
    let isRunning = true;
    vi.spyOn(door.core.operations, 'queue.view').mockImplementation(async (input, context) => {
      const task = { ui_id: 'u1', client_id: 'tab', kind: 'update-comfyui', params: {} } as const;
      const running = isRunning ? [{ task, startedAt: '', progress: null }] : [];
      return { ...(await view(input, context)), running };
    });
    const reply = door.askAsPage('POST', reboot);
    expect(await isAnswered(reply)).toBe(false);
    isRunning = false;
    queue.end();
    expect(await isAnswered(reply)).toBe(false);
    door.upstream.move('stopping');
    door.upstream.move('starting');
    expect(await isAnswered(reply)).toBe(false);
    door.upstream.move('running', comfy.address);
    expect(await reply).toMatchObject({ status: 200, body: '' });
  });

  it('is answered as well when ComfyUI does not come back', async () => {
    const reply = door.askAsPage('POST', reboot);
    expect(await isAnswered(reply)).toBe(false);
    door.upstream.move('stopping');
    door.upstream.move('crashed');
    expect((await reply).status).toBe(200);
  });

  it('of a script is answered at once', async () => {
    expect(await door.ask('POST', `/api${reboot}`)).toMatchObject({ status: 200, body: '' });
    expect(await door.ask('GET', reboot)).toMatchObject({ status: 200, body: '' });
  });

  it('that is refused is shown as a failed task, once', async () => {
    const refusal = new AppError('comfyui-not-ours', 'Somebody else started it.', { remedy: 'Restart it there.' });
    reboots.mockRejectedValue(refusal);
    const tab = await door.openTab('/ws?clientId=tab');
    await tab.frame(3);
    const reply = await door.askAsPage('POST', reboot);
    expect(reply.status).toBe(409);
    const { type, data } = await tab.frame(4);
    const endedTask = data as { ui_id: string; state: { history: Record<string, object>; installed_packs: object } };
    expect({ type, data }).toMatchObject({
      type: 'cm-task-completed',
      data: { result: 'Somebody else started it. Restart it there.', status: { status_str: 'error' } },
    });
    expect(endedTask.state.history[endedTask.ui_id]).toMatchObject({
      client_id: 'tab',
      status: { status_str: 'error' },
    });
    expect(endedTask.state.installed_packs).toHaveProperty('seed-pack');
    door.core.emit({ name: 'cm-queue-status', payload: { status: 'all-done', state: idleState } });
    expect(JSON.stringify(await tab.frame(5))).not.toContain('Somebody else');
    expect((await door.ask('POST', reboot)).status).toBe(409);
  });
});
