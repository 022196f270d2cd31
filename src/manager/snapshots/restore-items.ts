import { AppError, toAppError, toErrorBody } from '../../contract/errors';
import type { SnapshotChange } from '../../contract/snapshots';
import type { TaskItemResult, TaskOutcome } from '../../contract/tasks';
import type { Recorded } from './recorded';
import type { SnapshotRoom, SnapshotRun } from './snapshot-room';

/** A restore under way and what it has done so far. */
export interface Restore {
  room: SnapshotRoom;
  recorded: Recorded;
  isExact: boolean;
  run: SnapshotRun;
  items: TaskItemResult[];
}

/** A state in words, commits shortened. */
export function short(state: string | null): string {
  return state === null ? 'nothing' : state.replace(/\b([0-9a-f]{8})[0-9a-f]{32,}\b/g, '$1');
}

function describeDone({ action, from, to }: SnapshotChange): string {
  switch (action) {
    case 'install':
      return `Installed ${short(to)}.`;
    case 'remove':
      return `Removed; it was ${short(from)}.`;
    case 'enable':
      return 'Enabled.';
    case 'disable':
      return 'Disabled.';
    default:
      return `From ${short(from)} to ${short(to)}.`;
  }
}

/** What failed and what to do about it. */
export function sentenceOf(error: AppError): string {
  return error.remedy === undefined ? error.message : `${error.message} ${error.remedy}`;
}

/** How a change ended: the reason, or a further sentence. */
export type Ended = { failure: string } | { more: string };

/** Records how one change ended, for the outcome and the log of the task. */
export function record({ items, run }: Pick<Restore, 'items' | 'run'>, change: SnapshotChange, ended: Ended): void {
  const { name, action, note } = change;
  const isDone = 'more' in ended;
  const words = isDone ? [describeDone(change), note, ended.more] : [ended.failure];
  const message = words.filter((word) => word !== null && word !== '').join(' ');
  items.push({ name, action, status: isDone ? 'done' : 'failed', message });
  run.job.log(`${name}: ${action}, ${isDone ? 'done' : 'failed'}. ${message}`);
}

/** Records what is only told. */
export function recordLeft({ items }: Pick<Restore, 'items'>, { name, action, note }: SnapshotChange): void {
  items.push({ name, action, status: 'unchanged', message: note ?? 'It is left as it is.' });
}

/** Throws `cancelled` when the task was cancelled; asked anew each time, because that changes while a step runs. */
export function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('cancelled', 'Cancelled.');
}

/** Does one thing and records how it ended; only a cancel ends the others. */
export async function attempt(restore: Restore, change: SnapshotChange, work: () => Promise<string>): Promise<void> {
  const { signal } = restore.run.job;
  stopIfAborted(signal);
  try {
    record(restore, change, { more: await work() });
  } catch (thrown) {
    const error = toAppError(thrown);
    stopIfAborted(signal);
    if (error.code === 'cancelled') throw error;
    if (error.code === 'internal') restore.room.log.error('a step of a restore failed', { change, error: thrown });
    record(restore, change, { failure: sentenceOf(error) });
  }
}

function countOf(items: readonly TaskItemResult[], status: TaskItemResult['status']): number {
  return items.filter((item) => item.status === status).length;
}

/** The end of a restore: only without a failed item it is a success. */
export function conclude(target: string, items: TaskItemResult[]): TaskOutcome {
  const failed = items.filter(({ status }) => status === 'failed').map(({ name }) => name);
  const done = countOf(items, 'done');
  const left = countOf(items, 'unchanged');
  if (failed.length === 0) {
    const more = left === 0 ? '' : ` ${left} were left as they are, see the list.`;
    const what = done === 0 ? `Everything is as in "${target}" already.` : `Restored "${target}": ${done} changes.`;
    return { status: 'done', message: `${what}${more}`, items };
  }
  const named = `${failed.slice(0, 10).join(', ')}${failed.length > 10 ? ` and ${failed.length - 10} more` : ''}`;
  const message = `"${target}" was not restored completely: ${failed.length} of ${failed.length + done} changes failed (${named}).`;
  const remedy = 'The list says why for each; restoring again tries only what is still missing.';
  return { status: 'failed', error: toErrorBody(new AppError('restore-incomplete', message, { remedy })), items };
}

/** The end of a cancelled restore, with what was done before. */
export function describeCancel(target: string, items: readonly TaskItemResult[]): TaskOutcome {
  const done = items.filter(({ status }) => status === 'done').map(({ name, action }) => `${action} ${name}`);
  const what = done.length === 0 ? 'Nothing was changed.' : `Done before that: ${done.join(', ')}.`;
  return { status: 'skipped', message: `Cancelled while restoring "${target}". ${what}` };
}
