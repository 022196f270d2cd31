import type { OperationsOf } from '../../contract/operations';
import type { Areas } from '../areas';

/** What batches of tasks changed on disk. */
export function createChangeOperations({
  changes,
  recoveries,
}: Pick<Areas, 'changes' | 'recoveries'>): OperationsOf<'changes'> {
  return {
    'changes.list': async ({ limit }) => ({ batches: await changes.list(limit) }),
    'changes.recovered': () => Promise.resolve(recoveries.read()),
    'changes.of': ({ batch_id: batchId }) => changes.of(batchId),
  };
}
