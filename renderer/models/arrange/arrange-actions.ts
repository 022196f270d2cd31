import type { DuplicateGroup, MoveModelParams } from '../../../src/contract/models';
import type { QueueTask } from '../../../src/contract/tasks/tasks';
import { beginSession } from '../../bridge';
import { reportFirst } from '../../state/queue/actions';
import { clientId } from '../../state/queue/client-id';
import { orderTasks } from '../../state/queue/order-tasks';
import { listLinks } from './duplicate-queries';

async function order(tasks: readonly QueueTask[]): Promise<void> {
  const refused = await orderTasks(tasks, { by: beginSession().call });
  if (refused !== null) reportFirst(tasks, refused);
}

const head = () => ({ ui_id: crypto.randomUUID(), client_id: clientId });

/** Queues that the copies of each content become one file, as one batch. */
export function linkCopies(groups: readonly DuplicateGroup[]): Promise<void> {
  return order(groups.flatMap(listLinks).map((params) => ({ ...head(), kind: 'link-models', params })));
}

/** Queues the move or the new name of several models, as one batch. */
export function moveModels(moves: readonly MoveModelParams[]): Promise<void> {
  return order(moves.map((params) => ({ ...head(), kind: 'move-model', params })));
}
