import { fromErrorBody, toAppError } from '../../src/contract/errors';
import type { OperationArgument, OperationName, OperationOutput } from '../../src/contract/operations';
import type { HistoryItem, QueueTask } from '../../src/contract/tasks';
import { beginErrand, call, type Call, type Errand } from '../bridge';
import type { PackRecord } from './packs/pack-record';
import { createPackTask, type PackRequest } from './packs/pack-task';
import { deniedRow, permitRow, permitTasks } from './settings/permissions';
import { orderTasks, type Refusals } from './queue/order-tasks';
import { beginSubmits, endSubmits, showFailure } from './queue/queue-store';

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
    return by(name, input).catch(tell);
  }
}

function tell(thrown: unknown): undefined {
  showFailure(toAppError(thrown));
}

/** Queues what was asked for a pack and starts the queue. A refusal is shown on the pack's row. */
export function requestPack(record: PackRecord, request: PackRequest): Promise<void> {
  return requestPacks([record], request);
}

/**
 * Queues the same request for many packs, in the order given: one batch, with one way back. A refusal is shown on the row of its pack and keeps none of
 * the others back. `first`: tasks of no row that go before them, in the same batch.
 */
export async function requestPacks(
  records: readonly PackRecord[],
  request: PackRequest,
  first: readonly QueueTask[] = [],
): Promise<void> {
  const errand = beginErrand();
  const keys = records.map(({ key }) => key);
  beginSubmits(keys);
  const ofPacks = records.map((record) => createPackTask(record, request, crypto.randomUUID()));
  const tasks = [...first, ...ofPacks];
  const refused = (await permitTasks(tasks, { by: errand.call })) ? await orderTasks(tasks, errand.call) : {};
  // A row of the other installation has not been refused anything.
  const isOnRows = errand.isShown();
  tellFirst(isOnRows ? first : tasks, refused);
  const refusals = records.flatMap(({ key }, index) => {
    const error = refused[ofPacks[index]?.ui_id ?? ''];
    return error ? [[key, { kind: request.kind, error }] as const] : [];
  });
  endSubmits(keys, isOnRows ? Object.fromEntries(refusals) : {});
}

/** Shows above the place why the first of these tasks that was not taken was not. */
function tellFirst(tasks: readonly QueueTask[], refused: Refusals): void {
  const error = tasks.map(({ ui_id }) => refused[ui_id]).find((refusal) => refusal !== undefined);
  if (error) showFailure(error);
}

/**
 * Queues one task of no row and starts the queue. Answers whether it was taken, and is still to be seen; why not is shown above the place. `rows` of the
 * policy: left out, those that the task itself tells.
 */
export async function requestTask(
  task: QueueTask,
  { rows, errand = beginErrand() }: { rows?: readonly string[] | undefined; errand?: Errand } = {},
): Promise<boolean> {
  if (!(await permitTasks([task], { by: errand.call, rows }))) return false;
  const refused = await orderTasks([task], errand.call);
  tellFirst([task], refused);
  return refused[task.ui_id] === undefined && errand.isShown();
}

/** Queues a finished task once more. */
export async function retryTask(item: HistoryItem): Promise<void> {
  const errand = beginErrand();
  // With it come the forms of all tasks, which no start needs.
  const { repeatTask } = await import('./queue/repeat-task');
  const again = repeatTask(item.kind, item.params, crypto.randomUUID());
  const denied = deniedRowOf(item);
  const rows = denied === null ? undefined : [denied];
  if (again) await requestTask(again, { rows, errand });
}

/** The row of the policy that a finished task was refused by; null for every other end. */
function deniedRowOf({ outcome }: Pick<HistoryItem, 'outcome'>): string | null {
  return outcome.status === 'failed' ? deniedRow(fromErrorBody(outcome.error)) : null;
}

/** Opens an address in the person's browser. */
export function openLink(url: string): void {
  void attempt('desktop.openExternal', { url });
}

/** Puts a text on the clipboard. */
export function copyText(text: string): void {
  navigator.clipboard.writeText(text).catch((thrown: unknown) => showFailure(toAppError(thrown)));
}
