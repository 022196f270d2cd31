import { shownFinishedTasks } from '../../src/contract/queue-change';
import type { HistoryItem, QueueView } from '../../src/contract/tasks';

/** A finished task, and whether that was in another installation, whose history came here. */
export interface FinishedEntry {
  item: HistoryItem;
  isCarried: boolean;
}

/** What was done here and elsewhere, each at its own time, newest first. Pure. */
export function listFinished({ finished, carried = [] }: Pick<QueueView, 'finished' | 'carried'>): FinishedEntry[] {
  const entries = [
    ...finished.map((item) => ({ item, isCarried: false })),
    ...carried.map((item) => ({ item, isCarried: true })),
  ];
  if (carried.length > 0) entries.sort((a, b) => Date.parse(b.item.timestamp) - Date.parse(a.item.timestamp));
  return entries.slice(0, shownFinishedTasks);
}
