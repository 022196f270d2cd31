import { messageOfError, toAppError } from '../../contract/errors';
import type { SnapshotChange } from '../../contract/snapshots';
import type { Sentence } from '../../contract/text/message';
import type { Authorise } from '../installation/policy';
import type { PolicyOperation } from '../installation/policy-table';
import type { PackageStep } from './python-part';
import type { Recorded } from './recorded';

/** Of a snapshot that was made here these come back with the restore itself; foreign addresses and flagged versions still answer to their own rows. */
const comingBack: ReadonlySet<PolicyOperation> = new Set<PolicyOperation>([
  ...(['install-registry', 'install-nightly', 'install-packages', 'switch-comfyui'] as const),
]);

/** What the parts of a restore ask: what each would ask alone, but for what comes back of a snapshot that was made here. */
export function authoriseParts({ isOwn }: Pick<Recorded, 'isOwn'>, authorise: Authorise): Authorise {
  return (row) => {
    if (!isOwn || !comingBack.has(row)) authorise(row);
  };
}

const rowOfPackage = ({ address }: { address: string | null }): PolicyOperation =>
  address === null ? 'install-packages' : 'install-git-url';

/** Judges what a restore does to packages. Answers the reason why one is refused; null where it may be changed. Each row is asked once. */
export function judgePackages(
  steps: readonly PackageStep[],
  { authorise }: { authorise: Authorise },
): (step: PackageStep) => Sentence | null {
  const rowOf = ({ pin }: PackageStep) => rowOfPackage(pin ?? { address: null });
  const rows = new Set(steps.filter(({ change }) => change.action !== 'leave').map(rowOf));
  const refusals = new Map<PolicyOperation, Sentence>();
  for (const row of rows) {
    try {
      authorise(row);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== 'policy-denied') throw thrown;
      refusals.set(row, messageOfError(error));
    }
  }
  return (step) => refusals.get(rowOf(step)) ?? null;
}

/** The rows that ComfyUI and the packages of a restore are judged by, for whoever asks before it is ordered. Pure. */
export function rowsOfRestore(
  recorded: Pick<Recorded, 'isOwn'>,
  changes: readonly SnapshotChange[],
): PolicyOperation[] {
  const rows = new Set<PolicyOperation>();
  const add = authoriseParts(recorded, (row) => rows.add(row));
  for (const { subject, action, to } of changes) {
    if (action === 'leave') continue;
    if (subject === 'comfyui') add('switch-comfyui');
    // A version has no colon; what comes from an address is told by it.
    if (subject === 'python') add(rowOfPackage({ address: to?.includes(':') ? to : null }));
  }
  return [...rows];
}
