import { toAppError } from '../../src/contract/errors';
import type { OperationArgument, OperationName, OperationOutput } from '../../src/contract/operations';
import type { HistoryItem } from '../../src/contract/tasks';
import { call } from '../bridge';
import { loadQueue } from './events';
import type { PackRecord } from './pack-record';
import { createPackTask, type PackRequest, repeatTask } from './pack-task';
import { beginSubmit, endSubmit, showFailure } from './queue-store';

/** Calls an operation whose failure has no row of its own: it is shown above the place. Answers undefined then. */
export async function attempt<N extends OperationName>(
  name: N,
  input: OperationArgument<N>,
): Promise<OperationOutput<N> | undefined> {
  try {
    return await call(name, input);
  } catch (thrown) {
    showFailure(toAppError(thrown));
    return undefined;
  }
}

/** Queues what was asked for a pack and starts the queue. A refusal is shown on the pack's row. */
export async function requestPack(record: PackRecord, request: PackRequest): Promise<void> {
  beginSubmit(record.key);
  try {
    await call('queue.add', createPackTask(record, request, crypto.randomUUID()));
    await call('queue.start', {});
    await loadQueue();
    endSubmit(record.key, null);
  } catch (thrown) {
    endSubmit(record.key, { kind: request.kind, error: toAppError(thrown) });
  }
}

/** Queues the same request for many packs, one after the other, in the order given. */
export async function requestPacks(records: readonly PackRecord[], request: PackRequest): Promise<void> {
  for (const record of records) await requestPack(record, request);
}

/** Queues a finished task once more. */
export async function retryTask(item: HistoryItem): Promise<void> {
  const again = repeatTask(item.kind, item.params, crypto.randomUUID());
  if (again && (await attempt('queue.add', again))) await attempt('queue.start', {});
}

/** Opens an address in the person's browser. */
export function openLink(url: string): void {
  void attempt('desktop.openExternal', { url });
}

/** Puts a text on the clipboard. */
export function copyText(text: string): void {
  navigator.clipboard.writeText(text).catch((thrown: unknown) => showFailure(toAppError(thrown)));
}
