import type { CallContext, OperationsOf } from '../../contract/operations';
import type { PolicyVerdict } from '../../contract/policy';
import type { PolicyJudge } from '../installation/policy-judge';
import { isPolicyOperation } from '../installation/policy-table';

/**
 * The operations on the queue. An order first hears what the policy says of the rows that it names, so that a click is one call. A row that the table
 * does not know holds nothing up: the area that does the work asks the policy for itself.
 */
export function createQueueOperations(queue: OperationsOf<'queue'>, judge: PolicyJudge): OperationsOf<'queue'> {
  function findDenied(rows: readonly string[], context: CallContext): PolicyVerdict | null {
    const verdicts = rows.filter(isPolicyOperation).map((row) => judge.explain(row, context));
    return verdicts.find(({ allowed }) => !allowed) ?? null;
  }

  return {
    ...queue,
    'queue.order': async (order, context) => {
      const denied = findDenied(order.rows, context);
      return denied === null ? queue['queue.order'](order, context) : { denied };
    },
  };
}
