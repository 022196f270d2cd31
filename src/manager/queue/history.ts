import { z } from 'zod';
import { openAppender, readTextIfPresent, writeAtomic } from '../../base/files';
import { shownFinishedTasks } from '../../contract/queue-change';
import { HistoryItem } from '../../contract/tasks';

/** As the reference keeps them (http-api.md 3.7). */
const maxSessionItems = 10_000;

export interface HistoryQuery {
  ui_id?: string | undefined;
  client_id?: string | undefined;
  max_items?: number | undefined;
  offset?: number | undefined;
}

/** Finished tasks: this session's for the API, the newest of all sessions for the window. */
export interface TaskHistory {
  add(item: HistoryItem): void;
  /** This session's items, oldest first. */
  session(): Record<string, HistoryItem>;
  query(query: HistoryQuery): Record<string, HistoryItem>;
  count(clientId?: string): number;
  ofBatch(batchId: string): HistoryItem[];
  /** Newest first, earlier sessions included. */
  recent(): HistoryItem[];
  close(): void;
}

function parseKept(text: string): HistoryItem[] {
  const items: HistoryItem[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      items.push(HistoryItem.parse(JSON.parse(line)));
    } catch (error) {
      // A torn last line, or an item of a newer version: history goes on without it.
      if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error;
    }
  }
  return items;
}

/** Paging as http-api.md 1.2: `max_items` alone gives the newest, with `offset` counted from the oldest; then the client filter. */
function page(items: HistoryItem[], { max_items: maxItems, offset }: HistoryQuery): HistoryItem[] {
  if (offset !== undefined) return items.slice(offset, maxItems === undefined ? undefined : offset + maxItems);
  return maxItems === undefined ? items : items.slice(-maxItems);
}

function toRecord(items: readonly HistoryItem[]): Record<string, HistoryItem> {
  return Object.fromEntries(items.map((item) => [item.ui_id, item]));
}

/** Opens the history file and keeps the newest items of earlier runs. */
export async function openHistory(file: string): Promise<TaskHistory> {
  const earlier = parseKept((await readTextIfPresent(file)) ?? '').slice(-shownFinishedTasks);
  await writeAtomic(file, earlier.map((item) => `${JSON.stringify(item)}\n`).join(''));
  const lines = openAppender(file);
  const items = new Map<string, HistoryItem>();
  return {
    add(item) {
      // Setting an existing key keeps its position, as the reference does.
      items.set(item.ui_id, item);
      const oldest = items.size > maxSessionItems ? items.keys().next().value : undefined;
      if (oldest !== undefined) items.delete(oldest);
      lines.append(JSON.stringify(item));
    },
    session: () => Object.fromEntries(items),
    query(query) {
      if (query.ui_id) {
        const item = items.get(query.ui_id);
        return item ? { [item.ui_id]: item } : {};
      }
      const paged = page([...items.values()], query);
      return toRecord(query.client_id ? paged.filter((item) => item.client_id === query.client_id) : paged);
    },
    count: (clientId) =>
      clientId === undefined ? items.size : [...items.values()].filter((item) => item.client_id === clientId).length,
    ofBatch: (batchId) => [...items.values()].filter((item) => item.batch_id === batchId),
    recent: () => [...earlier, ...items.values()].slice(-shownFinishedTasks).reverse(),
    close: lines.close,
  };
}
