import type { CallContext } from '../../contract/operations';
import type { QueueTask } from '../../contract/tasks/tasks';
import type { QueueOperations } from '../queue/operations';

/** What is needed of the queue to order a task. */
export type OrderingQueue = Pick<QueueOperations, 'queue.add' | 'queue.start'>;

/** Queues a task that an operation makes of itself and starts the queue; answers the task's id, by which its caller follows it. */
export async function orderOwnTask(
  queue: OrderingQueue,
  task: QueueTask,
  context: CallContext,
): Promise<{ ui_id: string }> {
  await queue['queue.add'](task, context);
  await queue['queue.start']({}, context);
  return { ui_id: task.ui_id };
}
