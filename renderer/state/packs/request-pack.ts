import type { QueueTask } from '../../../src/contract/tasks';
import { beginErrand } from '../../bridge';
import { tellFirst } from '../queue/actions';
import { orderTasks } from '../queue/order-tasks';
import { beginSubmits, endSubmits } from '../queue/queue-store';
import type { PackRecord } from './pack-record';
import { settlePlan } from './plan/package-plan';
import { createPackTask, type PackRequest } from './pack-task';

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
  const planned = await settlePlan([...first, ...ofPacks], errand.call);
  if (planned === null) {
    endSubmits(keys, {});
    return;
  }
  const tasks = planned;
  const refused = (await orderTasks(tasks, { by: errand.call })) ?? {};
  // A row of the other installation has not been refused anything.
  const isOnRows = errand.isShown();
  tellFirst(isOnRows ? first : tasks, refused);
  const refusals = records.flatMap(({ key }, index) => {
    const error = refused[ofPacks[index]?.ui_id ?? ''];
    return error ? [[key, { kind: request.kind, error }] as const] : [];
  });
  endSubmits(keys, isOnRows ? Object.fromEntries(refusals) : {});
}
