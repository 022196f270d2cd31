import { redactSecrets } from '../../base/log';
import { AppError, toWordedBody } from '../../contract/errors';
import { targetOf } from '../../contract/tasks/task-target';
import type { HistoryItem, QueueTask, TaskItemResult, TaskOutcome, TaskStatus } from '../../contract/tasks/tasks';
import { doneWithWarnings, messageOf, skipped, warningsOf } from '../../contract/tasks/task-outcome';
import { msg, type Sentence, formatMessage } from '../../contract/text/message';

/**
 * The text of a failure may quote its cause, e.g. a line of a pack's requirements with a password in it, and it is written down and told to every
 * client.
 */
function withoutSecrets<T>(body: T): T {
  return JSON.parse(redactSecrets(JSON.stringify(body))) as T;
}

/** What a handler threw, as an outcome: a cancelled task was skipped, everything else failed with its reason. */
export function outcomeOf(thrown: unknown, wasCancelled: boolean): TaskOutcome {
  if (wasCancelled || (thrown instanceof AppError && thrown.code === 'cancelled')) {
    return skipped(msg`Cancelled.`);
  }
  return { status: 'failed', error: withoutSecrets(toWordedBody(thrown)) };
}

/** The outcome of a task that has warned meanwhile. What failed or was cancelled left nothing to be warned of. */
export function withWarnings(outcome: TaskOutcome, warned: readonly Sentence[]): TaskOutcome {
  if ((outcome.status !== 'done' && outcome.status !== 'warning') || warned.length === 0) return outcome;
  const all = [...warned, ...warningsOf(outcome)];
  const warnings = [...new Map(all.map((sentence) => [formatMessage(sentence), sentence])).values()];
  return { ...outcome, ...doneWithWarnings(messageOf(outcome), warnings) };
}

/** The items of a task that did many things, one line each, for clients that know only messages. */
function describeItems(items: readonly TaskItemResult[] = []): string[] {
  return items.map(({ name, action, status, message }) => `${name}: ${action}, ${status}. ${message}`.trimEnd());
}

/**
 * The wire words for an outcome: `success` alone counts as success in web UIs; failures and warnings carry sentences for people. A warning
 * is a success by its `status_str`, because the specification has no word between the two.
 */
function toWire(outcome: TaskOutcome): { result: string; status: TaskStatus } {
  switch (outcome.status) {
    case 'done':
    case 'warning': {
      const warnings = outcome.status === 'warning' ? outcome.warnings : [];
      const messages = [...(outcome.message ? [outcome.message] : []), ...warnings, ...describeItems(outcome.items)];
      return {
        result: warnings.length === 0 ? 'success' : warnings.join(' '),
        status: { status_str: 'success', completed: true, messages },
      };
    }
    case 'skipped':
      return {
        result: outcome.message,
        status: { status_str: 'skipped', completed: true, messages: [outcome.message] },
      };
    case 'failed': {
      const { error, message, remedy } = outcome.error;
      const messages = [error, ...(remedy === undefined ? [] : [remedy]), ...describeItems(outcome.items)];
      return { result: message, status: { status_str: 'error', completed: true, messages } };
    }
  }
}

/** What a start of the app did by itself: no kind of task that somebody can order. */
export interface OwnWork {
  ui_id: string;
  client_id: string;
  kind: 'put-in-order';
  params: Record<string, never>;
  target: string;
}

/** The finished task as history keeps it. */
export function toHistoryItem(
  task: QueueTask | OwnWork,
  outcome: TaskOutcome,
  times: { startedAt: string; endedAt: string; batchId: string | null },
): HistoryItem {
  return {
    ui_id: task.ui_id,
    client_id: task.client_id,
    kind: task.kind,
    timestamp: times.endedAt,
    ...toWire(outcome),
    batch_id: times.batchId,
    end_time: times.endedAt,
    params: { ...task.params },
    outcome,
    target: task.kind === 'put-in-order' ? task.target : targetOf(task),
    started_at: times.startedAt,
  };
}
