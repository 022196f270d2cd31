import { messageOf } from '../../src/contract/task-outcome';
import type { HistoryItem } from '../../src/contract/tasks';
import { tellOutcome } from '../texts/core-sentences';

/** Results that say no more than the title of their task and what changed on disk, where nothing has to be known beside them. */
const saidAlready: ReadonlySet<string> = new Set([
  'Installed {0}.',
  'Installed "{0}".',
  'Enabled "{0}".',
  'Enabled "{0}" {1}.',
  'Disabled "{0}".',
]);

/** What a task that did not fail had to say beyond its status; empty when that is nothing. */
export function describeResult(item: Pick<HistoryItem, 'kind' | 'outcome'>): string {
  // What an undo took back stands in its title.
  if (item.outcome.status === 'failed' || item.kind === 'undo') return '';
  const isEmpty = ['success', 'skip', 'skipped', 'done'].includes(item.outcome.message.trim().toLowerCase());
  const said = messageOf(item.outcome);
  const isRepeated = item.outcome.status === 'done' && typeof said !== 'string' && saidAlready.has(said.english);
  return isEmpty || isRepeated ? '' : tellOutcome(item.outcome).trim();
}
