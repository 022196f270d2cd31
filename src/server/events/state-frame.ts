import type { EventPayload } from '../../contract/events';
import { shownFinishedTasks } from '../../contract/tasks/queue-change';
import { writeJson } from '../http/write-json';
import { dispatch, type CallContext, type ManagerOperations } from '../../contract/operations';

const asProgram: CallContext = { caller: 'program' };
/** As many as the state of an event carries. */
const newest = { max_items: shownFinishedTasks };

/** One message of an event socket, `{type, data}`. */
export function frameOf(type: string, data: object): string {
  // What the reference has holds its sentences in English, and all others beside them.
  return type.startsWith('cm-') ? JSON.stringify({ type, data }) : writeJson({ type, data });
}

/** What a client that connects has to know: the state every task event carries, put together from the operations. */
export async function composeQueueStatus(operations: ManagerOperations): Promise<EventPayload<'cm-queue-status'>> {
  const [view, { history }, installed] = await Promise.all([
    dispatch<'queue.view'>(operations, { name: 'queue.view', input: {}, context: asProgram }),
    dispatch<'queue.history'>(operations, { name: 'queue.history', input: newest, context: asProgram }),
    dispatch<'packs.installed'>(operations, { name: 'packs.installed', input: {}, context: asProgram }),
  ]);
  const isIdle = !view.isProcessing && view.running.length === 0 && view.pending.length === 0;
  return {
    status: isIdle ? 'all-done' : 'in_progress',
    state: {
      history,
      running_queue: view.running.map(({ task }) => task),
      pending_queue: view.pending,
      installed_packs: installed,
    },
  };
}

/** How many tasks wait or run; 0 while no installation is open. */
export async function countRemaining(operations: ManagerOperations | null): Promise<number> {
  if (!operations) return 0;
  const status = await dispatch<'queue.status'>(operations, { name: 'queue.status', input: {}, context: asProgram });
  return status.total_count;
}
