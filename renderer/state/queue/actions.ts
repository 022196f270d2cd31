import { fromErrorBody, toAppError } from '../../../src/contract/errors';
import type { OperationArgument, OperationName, OperationOutput } from '../../../src/contract/operations';
import type { HistoryItem, QueueTask } from '../../../src/contract/tasks/tasks';
import { beginSession, call, type Call, type Session } from '../../bridge';
import { showFailure } from '../installation/failure';
import { deniedRow, permitRow } from '../policy/permissions';
import { orderTasks, type Refusals } from './order-tasks';

/**
 * Calls an operation whose failure has no row of its own: it is shown above the place. What the policy refuses is asked for, and done when the person
 * allows it. Answers undefined when it was not done.
 */
export async function attempt<N extends OperationName>(
  name: N,
  input: OperationArgument<N>,
  by: Call = call,
): Promise<OperationOutput<N> | undefined> {
  try {
    return await by(name, input);
  } catch (thrown) {
    const error = toAppError(thrown);
    const row = deniedRow(error);
    if (row === null) showFailure(error);
    if (row === null || !(await permitRow(row, { by }))) return undefined;
    return by(name, input).catch(notify);
  }
}

function notify(thrown: unknown): undefined {
  showFailure(toAppError(thrown));
}

/** Shows above the place why the first of these tasks that was not taken was not. */
export function reportFirst(tasks: readonly QueueTask[], refused: Refusals): void {
  const error = tasks.map(({ ui_id }) => refused[ui_id]).find((refusal) => refusal !== undefined);
  if (error) showFailure(error);
}

/** Queues tasks of no row as one batch and starts the queue; why the first that was not taken was not is shown above the place. */
export async function orderAll(tasks: readonly QueueTask[]): Promise<void> {
  const refused = await orderTasks(tasks, { by: beginSession().call });
  if (refused !== null) reportFirst(tasks, refused);
}

/**
 * Queues one task of no row and starts the queue. Answers whether it was taken, and is still to be seen; why not is shown above the place. `rows` of the
 * policy: left out, those that the task itself tells.
 */
export async function requestTask(
  task: QueueTask,
  { rows, session = beginSession() }: { rows?: readonly string[] | undefined; session?: Session } = {},
): Promise<boolean> {
  const refused = await orderTasks([task], { by: session.call, rows });
  if (refused === null) return false;
  reportFirst([task], refused);
  return refused[task.ui_id] === undefined && session.isShown();
}

/** Queues a finished task once more. */
export async function retryTask(item: HistoryItem): Promise<void> {
  const session = beginSession();
  // It is loaded only now, because it brings the schemas of all tasks, which no start needs.
  const { repeatTask } = await import('./repeat-task');
  const again = repeatTask(item.kind, { ...item.params, ...agreedBy(item) }, crypto.randomUUID());
  const denied = deniedRowOf(item);
  const rows = denied === null ? undefined : [denied];
  if (again) await requestTask(again, { rows, session });
}

/** Trying again after the packages would have changed otherwise than it was shown agrees to what was told then. */
function agreedBy({ outcome }: Pick<HistoryItem, 'outcome'>): Record<string, unknown> {
  if (outcome.status !== 'failed') return {};
  const { code, details } = fromErrorBody(outcome.error);
  const { plan_id: planId } = details;
  return code === 'plan-changed' && typeof planId === 'string' ? { plan_id: planId, only_new: undefined } : {};
}

/** The row of the policy that a finished task was refused by; null for every other end. */
function deniedRowOf({ outcome }: Pick<HistoryItem, 'outcome'>): string | null {
  return outcome.status === 'failed' ? deniedRow(fromErrorBody(outcome.error)) : null;
}

/** Opens an address in the person's browser. */
export function openLink(url: string): void {
  void attempt('desktop.openExternal', { url });
}
