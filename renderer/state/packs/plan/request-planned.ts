import type { QueueTask } from '../../../../src/contract/tasks/tasks';
import { beginSession } from '../../../bridge';
import { reportFirst } from '../../queue/actions';
import { orderTasks } from '../../queue/order-tasks';
import { settlePlan } from './package-plan';

/**
 * Queues one task of no row, once a person has looked at what it would do to the packages where the setting says so, and starts the queue. Answers
 * whether it was wanted and taken, and is still to be seen; why it was not taken is shown above the place.
 */
export async function requestPlanned(task: QueueTask): Promise<boolean> {
  const session = beginSession();
  const tasks = await settlePlan([task], session.call);
  const refused = tasks === null ? null : await orderTasks(tasks, { by: session.call });
  if (tasks === null || refused === null) return false;
  reportFirst(tasks, refused);
  return refused[task.ui_id] === undefined && session.isShown();
}
