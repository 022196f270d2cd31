import { someNames } from '../../../base/text/some-names';
import type { TaskOutcome } from '../../../contract/tasks/tasks';
import { AppError, toWordedBody } from '../../../contract/errors';
import { done, doneWithWarnings } from '../../../contract/tasks/task-outcome';
import { msg, joinMessages, type Message, type Sentence } from '../../../contract/text/message';
import type { Recovery } from './package-keeper';

/** More packages than these are told as a number. */
const named = 4;

const list = (packages: readonly string[]): Sentence => someNames(packages, named);

/** What was done, in one sentence; null when nothing had to be. */
function describeDone({ restored, removed, cleared }: Recovery): Message | null {
  const parts = [
    ...(restored.length > 0 ? [msg`put back ${list(restored)}`] : []),
    ...(removed.length > 0 ? [msg`removed ${list(removed)}`] : []),
    ...(cleared > 0 ? [msg`removed ${cleared} leftovers`] : []),
  ];
  const [first, ...others] = parts;
  if (first === undefined) return null;
  const what = others.reduce((all, part) => msg`${all}, and ${part}`, first);
  return msg`A change of Python packages was interrupted. To restore them, the app ${what}.`;
}

/** What nobody can read any more; null when there is nothing of that kind. */
function describeUnreadable({ unreadable = [] }: Recovery): Message | null {
  if (unreadable.length === 0) return null;
  return msg`The record of an unfinished change of Python packages cannot be read (${unreadable.join(', ')}), so nothing was restored. Damaged packages are repaired when a task needs them.`;
}

/** How a repair ended: what is still owed fails it, with the reason. */
export function outcomeOf(recovery: Recovery): TaskOutcome {
  const repaired = describeDone(recovery);
  const { owed } = recovery;
  if (owed.length === 0) return done(repaired ?? msg`The packages are as they should be.`);
  const names = list(owed.map(({ name, version }) => `${name} ${version}`));
  const message = msg`These Python packages could not be put back yet: ${names}. ${owed[0]?.reason ?? ''}`;
  const error = new AppError('requirements-failed', repaired === null ? message : joinMessages([repaired, message]), {
    remedy: msg`Choose "Repair packages" on Home when the package index can be reached; the next start tries it as well.`,
    details: { notReverted: owed.map(({ name }) => name) },
  });
  return { status: 'failed', error: toWordedBody(error) };
}

/** The same for a repair that nobody asked for: it is told afterwards. Null when there is nothing to tell. */
export function describeRecovery(recovery: Recovery): TaskOutcome | null {
  if (recovery.owed.length > 0) return outcomeOf(recovery);
  const [first, ...more] = [describeDone(recovery), describeUnreadable(recovery)].filter((one) => one !== null);
  return first === undefined ? null : doneWithWarnings(first, [first, ...more]);
}
