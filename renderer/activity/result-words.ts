import type { HistoryItem } from '../../src/contract/tasks';

/** What a task that did not fail had to say beyond its status; empty when that is nothing. */
export function describeResult(item: Pick<HistoryItem, 'kind' | 'outcome'>): string {
  // What an undo took back stands in its title.
  if (item.outcome.status === 'failed' || item.kind === 'undo') return '';
  const message = item.outcome.message.trim();
  return ['success', 'skip', 'skipped', 'done'].includes(message.toLowerCase()) ? '' : message;
}
