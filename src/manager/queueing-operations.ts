import { AppError } from '../contract/errors';
import type { CallContext, ManagerOperations } from '../contract/operations';
import { planUpdateAll } from './packs/operations/plan-update-all';
import type { PolicyJudge } from './installation/policy-judge';
import type { QueueOperations } from './queue/operations';
import type { Rooms } from './rooms';

type QueueingOperations = Pick<
  ManagerOperations,
  'packs.updateAll' | 'comfyui.update' | 'comfyui.switchVersion' | 'models.install' | 'snapshots.restore'
>;

interface Parts {
  rooms: Rooms;
  queue: QueueOperations;
  judge: PolicyJudge;
}

function queueBusy(): AppError {
  return new AppError('queue-busy', 'The queue is at work, so the updates of all packs were not added.', {
    remedy: 'Try again when it has ended, or add a task of kind update-all, which waits its turn.',
  });
}

/** Adds one update per pack, none of them when one cannot be added (http-api.md 1.2; house 4.22). */
async function addUpdates(
  { rooms, queue }: Parts,
  asker: { ui_id: string; client_id: string },
  context: CallContext,
): Promise<number> {
  if ((await queue['queue.status']({}, context)).is_processing) throw queueBusy();
  const tasks = planUpdateAll(await rooms.packs.listWithHolds(), asker);
  const added: string[] = [];
  try {
    for (const task of tasks) {
      await queue['queue.add'](task, context);
      added.push(task.ui_id);
    }
  } catch (error) {
    for (const uiId of added) await queue['queue.cancel']({ ui_id: uiId }, context);
    throw error;
  }
  return tasks.length;
}

/** The operations that become tasks: their parameters come as a query, their work is done in the lane. */
export function createQueueingOperations(parts: Parts): QueueingOperations {
  const { rooms, queue, judge } = parts;
  const add = queue['queue.add'];
  return {
    'packs.updateAll': async ({ ui_id, client_id }, context) => ({
      queued: await addUpdates(parts, { ui_id, client_id }, context),
    }),
    'comfyui.update': ({ ui_id, client_id, stable, is_stable }, context) =>
      add({ ui_id, client_id, kind: 'update-comfyui', params: { is_stable: stable ?? is_stable ?? null } }, context),
    'comfyui.switchVersion': ({ ui_id, client_id, ver }, context) =>
      add({ ui_id, client_id, kind: 'update-comfyui', params: { is_stable: true, target_version: ver } }, context),
    'models.install': async ({ client_id, ...params }, context) => {
      await rooms.models.authoriseInstall(params, judge.authoriseFor(context));
      return add({ ui_id: params.ui_id, client_id, kind: 'install-model', params }, context);
    },
    'snapshots.restore': async ({ target, exact, client_id = 'desktop' }, context) => {
      await rooms.snapshots.check(target);
      const uiId = `restore_${target}_${Date.now().toString(36)}`.slice(-200);
      await add(
        { ui_id: uiId, client_id, kind: 'restore-snapshot', params: { target, exact: exact ?? false } },
        context,
      );
      await queue['queue.start']({}, context);
      return { ui_id: uiId };
    },
  };
}
