import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { CallContext, OperationsOf } from '../../contract/operations';
import type { BatchTask, UndoPlan } from '../../contract/changes';
import type { PolicyJudge } from '../installation/policy-judge';
import { undoImpossible, undoRows } from '../undo/undo';
import { reasonWithoutRecord } from '../undo/undo-reason';
import type { Areas } from '../areas';
import { listUndoable } from '../records/undoable';
import type { QueueOperations } from '../queue/operations';
import { orderOwnTask, type OrderingQueue } from './order-own-task';

/** How far back a way to before a change is looked for. */
const searchedBatches = 100;

/** Taking single changes back. */
export function createUndoOperations(
  { undo, changes, records, automatic }: Pick<Areas, 'undo' | 'changes' | 'records' | 'automatic'>,
  queue: OrderingQueue & Pick<QueueOperations, 'queue.view'>,
  judge: PolicyJudge,
): OperationsOf<'undo'> {
  /** The task in the history, with the automatic snapshot from before its batch. */
  const findTask = async (uiId: string, context: CallContext): Promise<Found> => {
    const batches = await changes.list(searchedBatches).catch(() => []);
    const isIt = ({ ui_id }: { ui_id: string }) => ui_id === uiId;
    const batch = batches.find(({ tasks }) => tasks.some(isIt));
    if (batch !== undefined) return { task: batch.tasks.findLast(isIt), snapshot: batch.undo.snapshot };
    // Right after a task its batch is not written down yet; the history knows which it is.
    const { finished } = await queue['queue.view']({}, context);
    const batchId = finished.find(isIt)?.batch_id ?? null;
    return { snapshot: batchId === null ? null : await automatic.takenBefore(batchId) };
  };
  const plan = async (uiId: string, context: CallContext): Promise<UndoPlan> => {
    const [own, { task, snapshot }] = await Promise.all([undo.plan(uiId), findTask(uiId, context)]);
    return { ...own, ...(own.state === 'unknown' && { reason: reasonWithoutRecord(task) }), snapshot };
  };
  const order = async ({ rows, task }: UndoPlan, { uiId, clientId }: Order, context: CallContext) => {
    const authorise = judge.authoriseFor(context);
    // The policy is asked now already, so that the refusal is the answer of this call; the task asks again when it runs.
    for (const row of undoRows(rows)) authorise(row);
    const params = { undo_ui_id: uiId, kind: task?.kind, target: task?.target };
    const ownId = `undo_${uiId}`.slice(0, 180) + `_${Date.now().toString(36)}`;
    return orderOwnTask(queue, { ui_id: ownId, client_id: clientId, kind: 'undo', params }, context);
  };
  return {
    'undo.list': () => Promise.resolve({ tasks: listUndoable(records.list()) }),
    'undo.plan': ({ ui_id: uiId }, context) => plan(uiId, context),
    'undo.order': async ({ ui_id: uiId, client_id: clientId = 'desktop' }, context) => {
      const found = await plan(uiId, context);
      if (found.state === 'unknown' && !(await findTask(uiId, context)).task) throw noSuchTask(uiId);
      if (found.state !== 'possible') throw undoImpossible(found);
      return order(found, { uiId, clientId }, context);
    },
  };
}

function noSuchTask(uiId: string): AppError {
  return new AppError('task-not-found', msg`No task of the history has the id "${uiId}".`, {
    remedy: msg`Read the history again.`,
  });
}

/** A task as a batch has it, where its batch is written down, and the snapshot from before it. */
interface Found {
  task?: BatchTask | undefined;
  snapshot: string | null;
}

interface Order {
  uiId: string;
  clientId: string;
}
