import { wasDone } from '../../../src/contract/tasks/task-outcome';
import type { HistoryItem, QueueView } from '../../../src/contract/tasks/tasks';
import { clientId } from '../../state/queue/client-id';
import { describeWarnings } from '../../texts/core-sentences';

const keyOf = ({ ui_id, timestamp }: HistoryItem): string => `${ui_id} ${timestamp}`;

/** What tasks of this window finished well between two views, oldest first. Pure. */
export function listNewlyDone(before: QueueView | null, now: QueueView | null): HistoryItem[] {
  if (!before || !now || before.finished[0] === now.finished[0]) return [];
  const known = new Set(before.finished.map(keyOf));
  const isNew = (item: HistoryItem): boolean =>
    wasDone(item.outcome) && item.client_id === clientId && !known.has(keyOf(item));
  return now.finished.filter(isNew).reverse();
}

/** One news for what belongs together: all tasks of a batch, as far as it has come. */
export interface BatchNews {
  id: string;
  items: readonly HistoryItem[];
}

/** Adds what was done to the news of the same batch; a task without a batch is one of its own. Pure. */
export function addToNews(shown: readonly BatchNews[], done: readonly HistoryItem[]): BatchNews[] {
  const news = new Map<string, readonly HistoryItem[]>();
  for (const item of done) {
    const id = item.batch_id ?? keyOf(item);
    const known = news.get(id) ?? shown.find((one) => one.id === id)?.items ?? [];
    news.set(id, [...known, item]);
  }
  return [...news].map(([id, items]) => ({ id, items }));
}

/** What a person must know of what was done, one sentence each. */
export function listWarnings(items: readonly HistoryItem[]): string[] {
  return describeWarnings(...items.map(({ outcome }) => outcome));
}
