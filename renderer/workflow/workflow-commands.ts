import type { InstallModelParams } from '../../src/contract/models';
import type { QueueTask } from '../../src/contract/tasks';
import { beginErrand } from '../bridge';
import { orderTasks } from '../state/queue/order-tasks';
import { createModelTask, createRowTask, type PackRow } from './workflow-rows';
import { noteOrders, type RowOrder } from '../state/workflow/workflow-store';
import { tellError } from '../texts/core-sentences';

interface Wish {
  row: string;
  task: QueueTask;
}

/** Queues everything at once, so that it becomes one batch. */
async function order(
  wishes: readonly Wish[],
  kindOf: (wish: Wish) => RowOrder['kind'],
  rows?: readonly string[],
): Promise<void> {
  const errand = beginErrand();
  const tasks = wishes.map(({ task }) => task);
  const noted = wishes.map((wish) => [wish.row, { uiId: wish.task.ui_id, kind: kindOf(wish), refusal: null }] as const);
  // This is set before the tasks are queued, because an enable is over in a few milliseconds.
  const takeBack = noteOrders(Object.fromEntries(noted));
  const refused = await orderTasks(tasks, { by: errand.call, rows });
  if (refused === null) {
    takeBack();
    return;
  }
  const refusals = wishes.flatMap((wish) => {
    const error = refused[wish.task.ui_id];
    if (!error) return [];
    const { text, remedy } = tellError(error);
    const refusal = { code: error.code, error: text, remedy };
    return [[wish.row, { uiId: wish.task.ui_id, kind: kindOf(wish), refusal }] as const];
  });
  noteOrders(Object.fromEntries(refusals));
}

/** Installs and enables what the rows stand for, as one batch. */
export async function orderRows(rows: readonly PackRow[]): Promise<void> {
  const wishes = rows.flatMap((row) => {
    const task = createRowTask(row, crypto.randomUUID());
    return task === null ? [] : [{ row: row.id, task }];
  });
  const policies = rows.flatMap(({ policy }) => (policy === null ? [] : [policy]));
  await order(wishes, ({ task }) => (task.kind === 'enable' ? 'enable' : 'install'), policies);
}

/** Downloads one model of a workflow. */
export async function orderModel(row: string, params: InstallModelParams): Promise<void> {
  await order([{ row, task: createModelTask(params, crypto.randomUUID()) }], () => 'install-model');
}
