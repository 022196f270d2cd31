import { toWordedBody } from '../../src/contract/errors';
import type { QueueTask } from '../../src/contract/tasks/tasks';
import { beginSession } from '../bridge';
import { settlePlan } from '../state/packs/plan/package-plan';
import { orderTasks } from '../state/queue/order-tasks';
import { createModelTask, createRowTask, type PackRow } from './workflow-rows';
import type { ModelRow } from './workflow-models';
import { noteOrders, type RowOrder } from '../state/workflow/workflow-store';

interface RowRequest {
  row: string;
  task: QueueTask;
}

function kindOf({ task: { kind } }: RowRequest): RowOrder['kind'] {
  return kind === 'enable' || kind === 'install-model' ? kind : 'install';
}

/** Queues everything at once, so that it becomes one batch. */
async function order(requests: readonly RowRequest[], rows: readonly string[]): Promise<void> {
  const session = beginSession();
  const tasks = requests.map(({ task }) => task);
  const noted = requests.map(
    (request) => [request.row, { uiId: request.task.ui_id, kind: kindOf(request), refusal: null }] as const,
  );
  // This is set before the tasks are queued, because an enable is over in a few milliseconds.
  const takeBack = noteOrders(Object.fromEntries(noted));
  const planned = await settlePlan(tasks, session.call);
  const refused = planned === null ? null : await orderTasks(planned, { by: session.call, rows });
  if (refused === null) {
    takeBack();
    return;
  }
  const refusals = requests.flatMap((request) => {
    const error = refused[request.task.ui_id];
    if (!error) return [];
    const refusal = toWordedBody(error);
    return [[request.row, { uiId: request.task.ui_id, kind: kindOf(request), refusal }] as const];
  });
  noteOrders(Object.fromEntries(refusals));
}

/** What a press of the button is about. */
export interface Work {
  packs: readonly PackRow[];
  models: readonly ModelRow[];
}

/** Installs and enables packs and downloads models, all as one batch: packs first, because a model takes longer. */
export async function orderWork({ packs, models }: Work): Promise<void> {
  const ofPacks = packs.flatMap((row) => {
    const task = createRowTask(row, crypto.randomUUID());
    return task === null ? [] : [{ row: row.id, task }];
  });
  const ofModels = models.flatMap(({ id, install }) =>
    install === null ? [] : [{ row: id, task: createModelTask(install, crypto.randomUUID()) }],
  );
  const policies = packs.flatMap(({ policy }) => (policy === null ? [] : [policy]));
  await order([...ofPacks, ...ofModels], [...policies, ...(ofModels.length > 0 ? ['install-model'] : [])]);
}
