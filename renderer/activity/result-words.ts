import { messageOf } from '../../src/contract/tasks/task-outcome';
import type { HistoryItem } from '../../src/contract/tasks/tasks';
import { describeOutcome } from '../texts/core-sentences';

/** Results that say no more than the title of their task and what changed on disk, where nothing has to be known beside them. */
const repeatedMessages: ReadonlySet<string> = new Set([
  'Installed {0}.',
  'Installed "{0}".',
  'Enabled "{0}".',
  'Enabled "{0}" {1}.',
  'Disabled "{0}".',
]);

type Ended = Pick<HistoryItem, 'kind' | 'outcome'>;

/** What a task that did not fail said, in one sentence; empty when that is nothing. */
export function wordResult({ kind, outcome }: Ended): string {
  // What an undo took back stands in its title.
  if (outcome.status === 'failed' || kind === 'undo') return '';
  const isEmpty = ['success', 'skip', 'skipped', 'done'].includes(outcome.message.trim().toLowerCase());
  return isEmpty ? '' : describeOutcome(outcome).trim();
}

/** The same where it stands beside the title of the task and what changed on disk: empty where it says no more than they do. */
export function describeResult(item: Ended): string {
  if (item.outcome.status === 'failed') return '';
  const message = messageOf(item.outcome);
  const isRepeated =
    item.outcome.status === 'done' && typeof message !== 'string' && repeatedMessages.has(message.english);
  return isRepeated ? '' : wordResult(item);
}
