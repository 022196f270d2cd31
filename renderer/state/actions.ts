import { type AppError, fromErrorBody, toAppError } from '../../src/contract/errors';
import type { OperationArgument, OperationName, OperationOutput } from '../../src/contract/operations';
import type { HistoryItem, QueueTask } from '../../src/contract/tasks';
import { beginErrand, call, type Call } from '../bridge';
import { loadQueue } from './events';
import type { PackRecord } from './packs/pack-record';
import { createPackTask, type PackRequest } from './packs/pack-task';
import { deniedRow, permitRow, permitTasks } from './settings/permissions';
import { beginSubmit, beginSubmits, endSubmit, endSubmits, showFailure } from './queue/queue-store';

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
export async function requestPack(record: PackRecord, request: PackRequest): Promise<void> {
  const errand = beginErrand();
  beginSubmit(record.key);
  try {
    const task = createPackTask(record, request, crypto.randomUUID());
    if (await permitTasks([task], { by: errand.call })) {
      await errand.call('queue.add', task);
      await errand.call('queue.start', {});
      await loadQueue();
    }
    endSubmit(record.key, null);
  } catch (thrown) {
    const error = toAppError(thrown);
    // A row of the other installation has not been refused anything.
    if (errand.isShown()) endSubmit(record.key, { kind: request.kind, error });
    else showFailure(error);
  }
}

/**
 * Queues the same request for many packs, in the order given, before the queue starts: one batch, with one way back. A refusal is shown on the
 * row of its pack and keeps none of the others back.
 */
export async function requestPacks(records: readonly PackRecord[], request: PackRequest): Promise<void> {
  const keys = records.map(({ key }) => key);
  const errand = beginErrand();
  const refusals: Record<string, { kind: string; error: AppError }> = {};
  beginSubmits(keys);
  const wishes = records.map((record) => ({
    key: record.key,
    task: createPackTask(record, request, crypto.randomUUID()),
  }));
  const tasks = wishes.map(({ task }) => task);
  if (await permitTasks(tasks, { by: errand.call })) {
    for (const { key, task } of wishes) {
      const error = await submit(task, errand.call);
      if (error) refusals[key] = { kind: request.kind, error };
    }
    // After a switch this is refused as well, and that is told above the place.
    await attempt('queue.start', {}, errand.call);
    await loadQueue();
  }
  endSubmits(keys, errand.isShown() ? refusals : {});
}

async function submit(task: QueueTask, by: Call): Promise<AppError | null> {
  try {
    await by('queue.add', task);
    return null;
  } catch (thrown) {
    return toAppError(thrown);
  }
}

/**
 * Queues one task of no row and starts the queue. Answers whether it was taken, and is still to be seen; why not is shown above the place. `rows` of the
 * policy: left out, those that the task itself tells.
 */
export async function requestTask(task: QueueTask, rows?: readonly string[]): Promise<boolean> {
  const errand = beginErrand();
  if (!(await permitTasks([task], { by: errand.call, rows }))) return false;
  const isAdded = (await attempt('queue.add', task, errand.call)) !== undefined;
  if (isAdded) await attempt('queue.start', {}, errand.call);
  await loadQueue();
  return isAdded && errand.isShown();
}

/** Queues a finished task once more. */
export async function retryTask(item: HistoryItem): Promise<void> {
  const errand = beginErrand();
  // With it come the forms of all tasks, which no start needs.
  const { repeatTask } = await import('./queue/repeat-task');
  const again = repeatTask(item.kind, item.params, crypto.randomUUID());
  const denied = deniedRowOf(item);
  const rows = denied === null ? undefined : [denied];
  if (!again || !(await permitTasks([again], { by: errand.call, rows }))) return;
  if (await attempt('queue.add', again, errand.call)) await attempt('queue.start', {}, errand.call);
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
