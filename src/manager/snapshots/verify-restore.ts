import type { SnapshotChange } from '../../contract/snapshots';
import { msg } from '../../contract/text/message';
import { record, short, type Restore } from './restore-items';

/** Whether two changes, read at different times, lead to the same: something in the state the snapshot wants it in. */
function isSameChange(a: SnapshotChange, b: SnapshotChange): boolean {
  return a.subject === b.subject && a.name === b.name && a.to === b.to;
}

/** What still differs has failed, whatever the step that was to change it believed. */
function contradict({ ends }: Restore, change: SnapshotChange): void {
  const matching = ends.filter((end) => isSameChange(end.change, change));
  if (matching.some(({ status }) => status === 'failed')) return;
  const message = msg`It still differs from the snapshot: it is ${short(change.from)}, but should be ${short(change.to)}.`;
  const failed = { change, status: 'failed', message } as const;
  const claimed = matching.find(({ status }) => status === 'done');
  if (claimed === undefined) ends.push(failed);
  else Object.assign(claimed, failed);
}

/**
 * Takes the picture again and holds it against the snapshot: what still differs becomes a failed item, and of `planned`, the changes before
 * the first step, each without an item gets one. Such a change came about on the way, e.g. a package with the requirements of a pack.
 */
export async function verifyRestore(restore: Restore, planned: readonly SnapshotChange[]): Promise<void> {
  const { context, recorded, isExact, run, ends } = restore;
  run.job.report({ phase: msg`Verifying`, message: msg`Comparing with the snapshot` });
  const differences = await context.compare(recorded, isExact);
  for (const change of differences) if (change.action !== 'leave') contradict(restore, change);
  const reported = [...ends.map(({ change }) => change), ...differences];
  for (const change of planned) {
    const isReported = change.action === 'leave' || reported.some((one) => isSameChange(one, change));
    if (!isReported) record(restore, change, { more: msg`It came with another change.` });
  }
}
