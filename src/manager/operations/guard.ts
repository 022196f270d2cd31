import {
  managerOperations,
  type Caller,
  type CallContext,
  type Implementation,
  type ManagerOperationName,
  type ManagerOperations,
  type OperationInput,
} from '../../contract/operations';
import { AppError } from '../../contract/errors';
import { machinePathsIn } from '../../contract/machine-path';
import { msg } from '../../contract/text/message';
import type { PolicyJudge } from '../installation/policy-judge';
import { isPolicyOperation, policyTable, type PolicyOperation } from '../installation/policy-table';
import { rowsOfTransfer } from '../transfer/transfer-document';

/**
 * The operations with their rows of the policy table. Tasks of one pack or model are judged again when they run, by the area that knows their target, and
 * an undo by the rows of the change that it takes back: `queue.add` itself only writes a request down (decision 25).
 */
const operations: Readonly<Record<ManagerOperationName, { policy: PolicyOperation; input: unknown }>> =
  managerOperations;

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

interface GuardParts {
  judge: PolicyJudge;
  /** Whether a path is that of a file that was sent here. */
  isSent: (path: string) => boolean;
  onCall?: (context: CallContext) => void;
}

/** The person at this machine, and the programs of their account. For whoever comes from elsewhere a path would be a way to any file here. */
const namersOfPaths: ReadonlySet<Caller> = new Set(['person', 'account']);

/** Throws `not-trusted` where somebody else names paths of this machine that were not sent here. None of them is looked at. */
export function refuseForeignPaths(paths: readonly string[], caller: Caller, isSent: GuardParts['isSent']): void {
  const path = namersOfPaths.has(caller) ? undefined : paths.find((one) => !isSent(one));
  if (path === undefined) return;
  throw new AppError(
    'not-trusted',
    msg`${path} was not sent here, and only the window and programs of this account name other files and folders of the machine of this app.`,
    { remedy: msg`Do it there.` },
  );
}

/** The same operations behind the policy: each asks its row before it does anything, whichever door it was called through. */
export function guardOperations(
  unguarded: ManagerOperations,
  { judge, isSent, onCall = () => undefined }: GuardParts,
): ManagerOperations {
  const guarded = Object.entries(unguarded).map(([name, implementation]) => {
    const { policy, input: schema } = operations[name as ManagerOperationName];
    const further = furtherRows[name as ManagerOperationName] as ((input: unknown) => PolicyOperation[]) | undefined;
    const behindPolicy: Implementation<never> = async (input, context) => {
      onCall(context);
      refuseForeignPaths(machinePathsIn(schema, input), context.caller, isSent);
      const authorise = judge.authoriseFor(context);
      authorise(policy);
      for (const other of further?.(input) ?? []) authorise(other);
      return (implementation as Implementation<never>)(input, context);
    };
    return [name, behindPolicy];
  });
  return Object.fromEntries(guarded) as ManagerOperations;
}
