import type { HistoryItem } from '../../src/contract/tasks';
import { tellOutcome } from '../texts/core-sentences';

/** What a task that did not fail had to say beyond its status; empty when that is nothing. */
export function describeResult(item: Pick<HistoryItem, 'kind' | 'outcome'>): string {
  // What an undo took back stands in its title.
  if (item.outcome.status === 'failed' || item.kind === 'undo') return '';
  const isEmpty = ['success', 'skip', 'skipped', 'done'].includes(item.outcome.message.trim().toLowerCase());
  return isEmpty ? '' : tellOutcome(item.outcome).trim();
}
