import { type AppError, toAppError } from '../../src/contract/errors';
import type { OperationArgument, OperationName, OperationOutput } from '../../src/contract/operations';
import type { HistoryItem, QueueTask } from '../../src/contract/tasks';
import { beginErrand, call, type Call } from '../bridge';
import { loadQueue } from './events';
import type { PackRecord } from './pack-record';
import { createPackTask, type PackRequest } from './pack-task';
import { beginSubmit, beginSubmits, endSubmit, endSubmits, showFailure } from './queue-store';

/** Calls an operation whose failure has no row of its own: it is shown above the place. Answers undefined then. */
export async function attempt<N extends OperationName>(
  name: N,
  input: OperationArgument<N>,
  by: Call = call,
): Promise<OperationOutput<N> | undefined> {
  try {
    return await by(name, input);
  } catch (thrown) {
    showFailure(toAppError(thrown));
    return undefined;
  }
}

/** Queues what was asked for a pack and starts the queue. A refusal is shown on the pack's row. */
export async function requestPack(record: PackRecord, request: PackRequest): Promise<void> {
  const errand = beginErrand();
  beginSubmit(record.key);
  try {
    await errand.call('queue.add', createPackTask(record, request, crypto.randomUUID()));
    await errand.call('queue.start', {});
    await loadQueue();
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
  for (const record of records) {
    const error = await submit(createPackTask(record, request, crypto.randomUUID()), errand.call);
    if (error) refusals[record.key] = { kind: request.kind, error };
  }
  // After a switch this is refused as well, and that is told above the place.
  await attempt('queue.start', {}, errand.call);
  await loadQueue();
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

/** Queues one task of no row and starts the queue. Answers whether it was taken, and is still to be seen; why not is shown above the place. */
export async function requestTask(task: QueueTask): Promise<boolean> {
  const errand = beginErrand();
  const isAdded = (await attempt('queue.add', task, errand.call)) !== undefined;
  if (isAdded) await attempt('queue.start', {}, errand.call);
  await loadQueue();
  return isAdded && errand.isShown();
}

/** Queues a finished task once more. */
export async function retryTask(item: HistoryItem): Promise<void> {
  const errand = beginErrand();
  // With it come the forms of all tasks, which no start needs.
  const { repeatTask } = await import('./repeat-task');
  const again = repeatTask(item.kind, item.params, crypto.randomUUID());
  if (again && (await attempt('queue.add', again, errand.call))) await attempt('queue.start', {}, errand.call);
}

/** Opens an address in the person's browser. */
export function openLink(url: string): void {
  void attempt('desktop.openExternal', { url });
}

/** Puts a text on the clipboard. */
export function copyText(text: string): void {
  navigator.clipboard.writeText(text).catch((thrown: unknown) => showFailure(toAppError(thrown)));
}
