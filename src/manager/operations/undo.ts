import type { CallContext, OperationsOf } from '../../contract/operations';
import type { UndoPlan } from '../../contract/changes';
import type { PolicyJudge } from '../installation/policy-judge';
import { undoImpossible, undoRows } from '../packs/change/take-back';
import type { Areas } from '../areas';
import { listUndoable } from '../records/undoable';
import { orderOwnTask, type OrderingQueue } from './order-own-task';

/** How far back a way to before a change is looked for. */
const searchedBatches = 100;

/** Taking single changes back. */
export function createUndoOperations(
  { packs, changes, records }: Pick<Areas, 'packs' | 'changes' | 'records'>,
  queue: OrderingQueue,
  judge: PolicyJudge,
): OperationsOf<'undo'> {
  /** The automatic snapshot from before the batch of a task. */
  const findSnapshot = async (uiId: string): Promise<string | null> => {
    const batches = await changes.list(searchedBatches).catch(() => []);
    return batches.find(({ tasks }) => tasks.some(({ ui_id }) => ui_id === uiId))?.undo.snapshot ?? null;
  };
  const plan = async (uiId: string): Promise<UndoPlan> => ({
    ...(await packs.planUndo(uiId)),
    snapshot: await findSnapshot(uiId),
  });
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
    'undo.plan': ({ ui_id: uiId }) => plan(uiId),
    'undo.order': async ({ ui_id: uiId, client_id: clientId = 'desktop' }, context) => {
      const found = await plan(uiId);
      if (found.state !== 'possible') throw undoImpossible(found);
      return order(found, { uiId, clientId }, context);
    },
  };
}

interface Order {
  uiId: string;
  clientId: string;
}
