import { randomUUID } from 'node:crypto';
import { cancelled, fromErrorBody } from '../../contract/errors';
import { packMessage } from '../../contract/text/message';
import { wasDone, messageOf, warningsOf } from '../../contract/tasks/task-outcome';
import type { HistoryItem, QueueTask, TaskKind } from '../../contract/tasks/tasks';
import { exitCodeOf, exitCodes } from '../exit-codes';
import { writeError } from '../output/error';
import { writeList } from '../output/list';
import { createProgress } from '../output/progress';
import { followQueue, type Follower } from './follow';
import { isAllowedOnce } from './consent';
import type { Session } from './session';

/** A task of ours, as the queue takes it; the core checks its parameters. */
export function makeTask(kind: TaskKind, params: Record<string, unknown>): QueueTask {
  return { kind, params, ui_id: `cmdesk_${randomUUID()}`, client_id: 'cmdesk' } as unknown as QueueTask;
}

/** Orders something and answers the ids of its tasks. */
type Order = (isByPerson: boolean) => Promise<readonly string[]>;

/** The order of tasks of our own. */
export const orderTasks =
  (core: Session['core'], make: () => readonly QueueTask[]): Order =>
  async (isByPerson) => {
    const tasks = make();
    await core.call('queue.order', { tasks: [...tasks] }, { isByPerson });
    return tasks.map(({ ui_id: uiId }) => uiId);
  };

/** Why a task was not done; null for one that was, or that had nothing to do. */
function failureOf({ outcome }: HistoryItem): Error | null {
  return outcome.status === 'failed' ? fromErrorBody(outcome.error) : null;
}

function writeOutcome({ outcome, target }: HistoryItem, { terminal }: Session, isOneOfMany: boolean): void {
  // Of several, each says which pack or model it is about.
  const about = isOneOfMany && target !== '' ? `${terminal.say(packMessage(target))}: ` : '';
  if (outcome.status === 'failed') {
    terminal.err(about);
    return writeError(fromErrorBody(outcome.error), { terminal, json: false });
  }
  terminal.out(`${about}${terminal.say(messageOf(outcome))}\n`);
  for (const warning of warningsOf(outcome)) terminal.err(`! ${terminal.say(warning)}\n`);
  if (!wasDone(outcome)) return;
  // A restore changes a hundred packages. What was done is counted in the sentence, and `--json` has all of it.
  const left = outcome.items?.filter(({ status }) => status !== 'done') ?? [];
  if (left.length > 0) writeList(left, ['name', 'action', 'status', 'message'], terminal);
  if (outcome.rehearsal) writeList(outcome.rehearsal.packs, ['key', 'from', 'to', 'verdict', 'reason'], terminal);
}

/** Orders tasks and waits for their ends; they are cancelled when nobody wants them any more. */
export async function completeTasks(
  order: () => Promise<readonly string[]>,
  follower: Follower,
  { core, signal }: Pick<Session, 'core' | 'signal'>,
): Promise<HistoryItem[]> {
  const ids = await order();
  const cancel = () => {
    for (const uiId of ids) core.call('queue.cancel', { ui_id: uiId }).catch(() => undefined);
  };
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel);
  try {
    const items = await Promise.all(ids.map((uiId) => follower.untilEnded(uiId)));
    // It has only added others.
    if (items.some(({ kind }) => kind === 'update-all')) await follower.untilIdle();
    return items.some(({ kind }) => kind === 'update-all') ? [...follower.ended()] : items;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/**
 * Orders tasks, shows how far they are, and writes how they ended. What the policy refuses is asked on a terminal and ordered once more. Answers how the
 * program ends.
 */
export async function runTasks(order: Order, session: Session): Promise<number> {
  const { core, terminal, options, signal } = session;
  const progress = createProgress(terminal, options.quiet);
  const follower = await followQueue(core, progress);
  try {
    const attempt = (isByPerson: boolean) => completeTasks(() => order(isByPerson), follower, session);
    let items = await attempt(false);
    progress.clear();
    const refused = items.map(failureOf).find((error) => error !== null);
    if (refused !== undefined && (await isAllowedOnce(refused, session))) items = await attempt(true);
    progress.clear();
    return writeEnd(items, session);
  } catch (error) {
    throw signal.aborted ? cancelled() : error;
  } finally {
    follower.end();
  }
}

function writeEnd(items: readonly HistoryItem[], session: Session): number {
  const { terminal, options } = session;
  const errors = items.map(failureOf).filter((error) => error !== null);
  if (options.json) terminal.out(`${JSON.stringify(items.length === 1 ? items[0] : items, null, 2)}\n`);
  else for (const item of items) writeOutcome(item, session, items.length > 1);
  // A task that was cancelled has not failed.
  if (session.signal.aborted) return exitCodes.cancelled;
  return errors.length === 0 ? exitCodes.done : exitCodeOf(errors[0]);
}
