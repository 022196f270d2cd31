import {
  managerOperations,
  type CallContext,
  type Implementation,
  type ManagerOperationName,
  type ManagerOperations,
  type OperationInput,
} from '../../contract/operations';
import type { PolicyJudge } from '../installation/policy-judge';
import { isPolicyOperation, policyTable, type PolicyOperation } from '../installation/policy-table';
import { rowsOfTransfer } from '../transfer/transfer-document';

/**
 * The operations with their rows of the policy table. Tasks of one pack or model are judged again when they run, by the area that knows their target, and
 * an undo by the rows of the change that it takes back: `queue.add` itself only writes a request down (decision 25).
 */
const operations: Readonly<Record<ManagerOperationName, { policy: PolicyOperation }>> = managerOperations;

type FurtherRows = { readonly [N in ManagerOperationName]?: (input: OperationInput<N>) => readonly PolicyOperation[] };

/** What an operation does beside its own row, by its input: one that does several things is judged by the rows of all of them. */
const furtherRows: FurtherRows = {
  'transfer.import': ({ document }) => rowsOfTransfer(document),
};

/** The row a text asks about: a row of the table, or an operation of the API (`comfyui.reboot`). Null when it is neither. */
export function findPolicyRow(name: string): PolicyOperation | null {
  if (isPolicyOperation(name)) return name;
  return Object.hasOwn(operations, name) ? operations[name as ManagerOperationName].policy : null;
}

/** Everything that `findPolicyRow` knows: rows of the table, and operations. */
export function listPolicyNames(): string[] {
  return [...Object.keys(policyTable), ...Object.keys(operations)];
}

/** The same operations behind the policy: each asks its row before it does anything, whichever door it was called through. */
export function guardOperations(
  unguarded: ManagerOperations,
  judge: PolicyJudge,
  onCall: (context: CallContext) => void = () => undefined,
): ManagerOperations {
  const guarded = Object.entries(unguarded).map(([name, implementation]) => {
    const { policy } = operations[name as ManagerOperationName];
    const further = furtherRows[name as ManagerOperationName] as ((input: unknown) => PolicyOperation[]) | undefined;
    const behindPolicy: Implementation<never> = async (input, context) => {
      onCall(context);
      const authorise = judge.authoriseFor(context);
      authorise(policy);
      for (const other of further?.(input) ?? []) authorise(other);
      return (implementation as Implementation<never>)(input, context);
    };
    return [name, behindPolicy];
  });
  return Object.fromEntries(guarded) as ManagerOperations;
}
