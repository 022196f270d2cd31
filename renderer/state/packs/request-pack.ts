import type { QueueTask } from '../../../src/contract/tasks/tasks';
import { beginSession } from '../../bridge';
import { reportFirst } from '../queue/actions';
import { orderTasks } from '../queue/order-tasks';
import { beginSubmits, endSubmits } from '../queue/queue-store';
import type { PackRecord } from './pack-record';
import { settlePlan } from './plan/package-plan';
import { createPackTask, type PackRequest } from './pack-task';

/** Queues what was asked for a pack and starts the queue. A refusal is shown on the pack's row. */
export async function requestPack(record: PackRecord, request: PackRequest): Promise<void> {
  await requestPacks([record], request);
}

/** What is asked for one pack. */
export interface PackOrder {
  record: PackRecord;
  request: PackRequest;
}

/**
 * Queues the same request for many packs, in the order given: one batch, with one way back. A refusal is shown on the row of its pack and keeps none of
 * the others back. `first`: tasks of no row that go before them, in the same batch. Until they are ordered the rows can end it. Answers whether the person
 * wanted it, once the packages were known.
 */
export function requestPacks(
  records: readonly PackRecord[],
  request: PackRequest,
  first: readonly QueueTask[] = [],
): Promise<boolean> {
  return orderPacks(
    records.map((record) => ({ record, request })),
    first,
  );
}

/** The same with a request of its own for each pack. */
export async function orderPacks(orders: readonly PackOrder[], first: readonly QueueTask[] = []): Promise<boolean> {
  const session = beginSession();
  const keys = orders.map(({ record }) => record.key);
  beginSubmits(keys);
  const ofPacks = orders.map(({ record, request }) => createPackTask(record, request, crypto.randomUUID()));
  const tasks = await settlePlan([...first, ...ofPacks], session.call);
  if (tasks === null) {
    endSubmits(keys, {});
    return false;
  }
  const refused = (await orderTasks(tasks, { by: session.call })) ?? {};
  // A row of the other installation has not been refused anything.
  const isOnRows = session.isShown();
  reportFirst(isOnRows ? first : tasks, refused);
  const refusals = orders.flatMap(({ record, request }, index) => {
    const error = refused[ofPacks[index]?.ui_id ?? ''];
    return error ? [[record.key, { kind: request.kind, error }] as const] : [];
  });
  endSubmits(keys, isOnRows ? Object.fromEntries(refusals) : {});
  return true;
}
