import { writeAtomic } from '../../base/files/files';
import { readOwnText } from '../../base/files/own-file';
import { shownFinishedTasks } from '../../contract/tasks/queue-change';
import type { HistoryItem } from '../../contract/tasks/tasks';

const byTime = (a: HistoryItem, b: HistoryItem): number => Date.parse(a.timestamp) - Date.parse(b.timestamp);

/** Finished tasks of another installation, in a file of their own: nothing of them was done here. */
export async function openCarriedHistory(path: string, parse: (line: string) => HistoryItem | null) {
  // It is a memory of something done elsewhere: where it cannot be read, the folder opens without it.
  const text = (await readOwnText(path).catch(() => null)) ?? '';
  let carried = text.split('\n').flatMap((line) => (line === '' ? [] : (parse(line) ?? [])));
  /** Those that are neither here nor among `known`. */
  const newAmong = (items: readonly HistoryItem[], known: readonly HistoryItem[]): HistoryItem[] => {
    const keyOf = (item: HistoryItem) => `${item.ui_id} ${item.started_at}`;
    const keys = new Set([...carried, ...known].map(keyOf));
    return [...new Map(items.map((item) => [keyOf(item), item]))].flatMap(([key, item]) => (keys.has(key) ? [] : item));
  };
  return {
    /** Oldest first. */
    items: () => carried,
    newAmong,
    /** Adds those that are new; answers how many. */
    async takeIn(items: readonly HistoryItem[], known: readonly HistoryItem[]): Promise<number> {
      const fresh = newAmong(items, known);
      const newest = [...carried, ...fresh].sort(byTime).slice(-shownFinishedTasks);
      if (fresh.length > 0) await writeAtomic(path, newest.map((item) => `${JSON.stringify(item)}\n`).join(''));
      carried = newest;
      return fresh.length;
    },
  };
}
