import { readTextIfPresent, writeAtomic } from '../../base/files/files';
import { shownFinishedTasks } from '../../contract/queue-change';
import type { HistoryItem } from '../../contract/tasks';

/** Finished tasks of another installation, in a file of their own: they are older than all that was done here. */
export async function openCarriedHistory(path: string, parse: (line: string) => HistoryItem | null) {
  // It is a memory of something done elsewhere: where it cannot be read, the folder opens without it.
  const text = (await readTextIfPresent(path).catch(() => null)) ?? '';
  let carried = text.split('\n').flatMap((line) => (line === '' ? [] : (parse(line) ?? [])));
  return {
    items: () => carried,
    /** Adds those that are neither here nor among `known`; answers how many. */
    async takeIn(items: readonly HistoryItem[], known: readonly HistoryItem[]): Promise<number> {
      const keyOf = (item: HistoryItem) => `${item.ui_id} ${item.started_at}`;
      const keys = new Set([...carried, ...known].map(keyOf));
      const fresh = items.filter((item) => !keys.has(keyOf(item)));
      const all = [...carried, ...fresh].sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp));
      const kept = all.slice(-shownFinishedTasks);
      if (fresh.length > 0) await writeAtomic(path, kept.map((item) => `${JSON.stringify(item)}\n`).join(''));
      carried = kept;
      return fresh.length;
    },
  };
}
