import { someNames } from '../../base/text/some-names';
import { done, skipped } from '../../contract/tasks/task-outcome';
import { msg, joinMessages, type Message, type Sentence, formatMessage } from '../../contract/text/message';
import { stopIfCancelled } from '../../base/async/job';
import { AppError, messageOfError, toAppError, toWordedBody } from '../../contract/errors';
import type { SnapshotChange } from '../../contract/snapshots';
import type { TaskItemResult, TaskOutcome } from '../../contract/tasks/tasks';
import type { Recorded } from './recorded';
import type { SnapshotContext, SnapshotRun } from './snapshot-context';

/** How one change ended. */
export interface ItemEnd {
  change: SnapshotChange;
  status: TaskItemResult['status'];
  message: Sentence;
}

/** A restore under way and what has become of its changes so far. */
export interface Restore {
  context: SnapshotContext;
  recorded: Recorded;
  isExact: boolean;
  run: SnapshotRun;
  ends: ItemEnd[];
}

/** A state in words, commits shortened. */
export function short(state: string | null): string {
  return state === null ? 'nothing' : state.replace(/\b([0-9a-f]{8})[0-9a-f]{32,}\b/g, '$1');
}

function describeDone({ action, from, to }: SnapshotChange): Message {
  switch (action) {
    case 'install':
      return msg`Installed ${short(to)}.`;
    case 'remove':
      return msg`Removed; it was ${short(from)}.`;
    case 'enable':
      return msg`Enabled.`;
    case 'disable':
      return msg`Disabled.`;
    default:
      return msg`From ${short(from)} to ${short(to)}.`;
  }
}

/** How a change ended: the reason, or a further sentence. */
export type Ended = { failure: Sentence } | { more: Sentence };

/** Records how one change ended, for the outcome and the log of the task. */
export function record({ ends, run }: Pick<Restore, 'ends' | 'run'>, change: SnapshotChange, ended: Ended): void {
  const { name, action, note } = change;
  const isDone = 'more' in ended;
  const words = isDone ? [describeDone(change), note, ended.more] : [ended.failure];
  const message = joinMessages(words.filter((word) => word !== null));
  ends.push({ change, status: isDone ? 'done' : 'failed', message });
  run.job.log(`${name}: ${action}, ${isDone ? 'done' : 'failed'}. ${formatMessage(message)}`);
}

/** Records what is only told. */
export function recordUnchanged({ ends }: Pick<Restore, 'ends'>, change: SnapshotChange): void {
  ends.push({ change, status: 'unchanged', message: change.note ?? msg`It is left as it is.` });
}

/** Does one thing and records how it ended; only a cancel ends the others. */
export async function attempt(restore: Restore, change: SnapshotChange, work: () => Promise<Sentence>): Promise<void> {
  const { job } = restore.run;
  stopIfCancelled(job);
  try {
    record(restore, change, { more: await work() });
  } catch (thrown) {
    const error = toAppError(thrown);
    stopIfCancelled(job);
    if (error.code === 'cancelled') throw error;
    if (error.code === 'internal') restore.context.log.error('A step of a restore failed.', { change, error: thrown });
    record(restore, change, { failure: messageOfError(error) });
  }
}

function namesOf(ends: readonly ItemEnd[], status: ItemEnd['status']): string[] {
  return ends.filter((end) => end.status === status).map(({ change }) => change.name);
}

function toItem({ change: { name, action }, status, message }: ItemEnd): TaskItemResult {
  return { name, action, status, message: formatMessage(message) };
}

/** The end of a restore: only without a failed item it is a success. */
export function conclude(target: string, ends: readonly ItemEnd[]): TaskOutcome {
  const items = ends.map(toItem);
  const failed = namesOf(ends, 'failed');
  const changed = namesOf(ends, 'done').length;
  const unchanged = namesOf(ends, 'unchanged').length;
  if (failed.length === 0) {
    const more = unchanged === 0 ? [] : [msg`${unchanged} were left as they are, see the list.`];
    const what =
      changed === 0 ? msg`Everything is already as in "${target}".` : msg`Restored "${target}": ${changed} changes.`;
    return done(joinMessages([what, ...more]), items);
  }
  const message = msg`"${target}" was not restored completely: ${failed.length} of ${failed.length + changed} changes failed (${someNames(failed, 10)}).`;
  const remedy = msg`The list says why for each; restoring again tries only what is still missing.`;
  return { status: 'failed', error: toWordedBody(new AppError('restore-incomplete', message, { remedy })), items };
}

/** The end of a cancelled restore, with what was done before. */
export function describeCancel(target: string, ends: readonly ItemEnd[]): TaskOutcome {
  const before = ends
    .filter(({ status }) => status === 'done')
    .map(({ change: { name, action } }) => `${action} ${name}`);
  const what = before.length === 0 ? msg`Nothing was changed.` : msg`Done before that: ${before.join(', ')}.`;
  return skipped(msg`Cancelled while restoring "${target}". ${what}`);
}
