import { beginSession } from '../bridge';
import { attempt } from '../state/queue/actions';
import { go } from '../navigation/location-store';
import { permitRow } from '../state/policy/permissions';
import { forgetSnapshots } from '../state/snapshots/snapshot-queries';
import { clientId } from '../state/queue/client-id';

/** Saves what is there now and shows it. An empty name is none. Answers whether it was saved; why not is shown above the place. */
export async function saveSnapshot(name: string): Promise<boolean> {
  const session = beginSession();
  const saved = await attempt('snapshots.save', name.trim() === '' ? {} : { name: name.trim() });
  forgetSnapshots();
  if (saved && session.isShown()) go({ snapshot: saved.name });
  return saved !== undefined;
}

/** Writes a snapshot into a file that the person names, and tells where. Why not is shown above the place. */
export async function exportSnapshot(name: string, title: string, report: (path: string) => void): Promise<void> {
  const path = (await attempt('desktop.exportSnapshot', { name, title }))?.path ?? null;
  if (path !== null) report(path);
}

/** Removes a snapshot's document; nothing else is touched. */
export async function removeSnapshot(target: string): Promise<void> {
  const isRemoved = (await attempt('snapshots.remove', { target })) !== undefined;
  forgetSnapshots();
  if (isRemoved) go({ snapshot: null });
}

/**
 * Restores a snapshot as a task, once the person allows what the policy refuses of it. The person stays where they are: the rail tells how it goes, and
 * a word at its end how it went.
 */
export async function restoreSnapshot(target: string, isExact: boolean): Promise<void> {
  const { call: by } = beginSession();
  const plan = await attempt('snapshots.plan', { target, exact: isExact }, by);
  if (plan === undefined) return;
  for (const row of plan.rows) if (!(await permitRow(row, { by }))) return;
  await attempt('snapshots.restore', { target, exact: isExact, client_id: clientId }, by);
}
