import type { HistoryItem } from '../../src/contract/tasks';

/** What a task that did not fail had to say beyond its status; empty when that is nothing. */
export function describeResult(item: Pick<HistoryItem, 'outcome'>): string {
  if (item.outcome.status === 'failed') return '';
  const message = item.outcome.message.trim();
  return ['success', 'skip', 'skipped', 'done'].includes(message.toLowerCase()) ? '' : message;
}
