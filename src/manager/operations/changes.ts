import type { OperationsOf } from '../../contract/operations';
import type { Areas } from '../areas';

/** What batches of tasks changed on disk. */
export function createChangeOperations({ changes }: Pick<Areas, 'changes'>): OperationsOf<'changes'> {
  return {
    'changes.list': async ({ limit }) => ({ batches: await changes.list(limit) }),
    'changes.of': ({ batch_id: batchId }) => changes.of(batchId),
  };
}
