import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { LineFile } from '../../base/files/lines/line-file';
import { openOwnLines } from '../../base/files/lines/own-lines';
import type { Notify } from '../../base/files/quarantine';
import { AppError } from '../../contract/errors';
import { shownFinishedTasks } from '../../contract/tasks/queue-change';
import { HistoryItem } from '../../contract/tasks/tasks';
import { msg } from '../../contract/text/message';
import { writeAtomic } from '../../base/files/files';
import { readOwnText } from '../../base/files/own-file';

/** As the reference keeps them (docs/reference/on-the-wire.md 7). */
const maxSessionItems = 10_000;
/** The file is written anew when it has grown by this many lines: an opening reads the newest of them alone. */
const maxLines = 10_000;

export interface HistoryQuery {
  ui_id?: string | undefined;
  client_id?: string | undefined;
  max_items?: number | undefined;
  offset?: number | undefined;
}

/** Finished tasks: this session's for the API, the newest of all sessions for the window. */
export interface TaskHistory {
  add(item: HistoryItem): void;
  /** The newest of this session, as many as a view shows, oldest first: what an event carries. */
  newest(): Record<string, HistoryItem>;
  /** At most 10,000 items, oldest first. */
  query(query: HistoryQuery): Record<string, HistoryItem>;
  count(clientId?: string): number;
  /** The items with these ids, in this order, as far as they are kept. */
  itemsOf(uiIds: Iterable<string>): HistoryItem[];
  /** Newest first, earlier sessions included. */
  recent(): HistoryItem[];
  /** What was done in another installation; newest first. */
  carried(): HistoryItem[];
  /** Those items of another installation that are not here. */
  newAmong(items: readonly HistoryItem[]): HistoryItem[];
  /** Adds items of another installation; answers how many are new. */
  takeIn(items: readonly HistoryItem[]): Promise<number>;
  close(): void;
}

function parseLine(line: string): HistoryItem | null {
  try {
    return HistoryItem.parse(JSON.parse(line));
  } catch (error) {
    // A torn last line, or an item of a newer version: history goes on without it.
    if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error;
    return null;
  }
}

/** Paging as in docs/reference/on-the-wire.md 2: `max_items` alone gives the newest, with `offset` counted from the oldest. A client is chosen before it, unlike there: `max_items` of one client are that many of its own. */
function page<T>(items: T[], { max_items: maxItems, offset }: HistoryQuery): T[] {
  if (offset !== undefined) return items.slice(offset, maxItems === undefined ? undefined : offset + maxItems);
  return maxItems === undefined ? items : items.slice(-maxItems);
}

function toRecord(items: readonly HistoryItem[]): Record<string, HistoryItem> {
  return Object.fromEntries(items.map((item) => [item.ui_id, item]));
}

const newestLines = (items: readonly HistoryItem[]): string[] =>
  items.slice(-shownFinishedTasks).map((item) => JSON.stringify(item));

/** Keeps as many as may be. */
function dropOldest(items: Map<string, HistoryItem>, most: number): void {
  const oldest = items.size > most ? items.keys().next().value : undefined;
  if (oldest !== undefined) items.delete(oldest);
}

/** What a full disk has kept from the file is tried again with each later item, and when the file is closed. `own`: what an opening would keep. */
function createWriter(file: LineFile, own: () => readonly HistoryItem[]) {
  let waiting: HistoryItem[] = [];
  let lines = 0;
  const shorten = (): void => {
    if (lines < maxLines) return;
    lines = 0;
    try {
      file.replace(newestLines(own()));
    } catch (error) {
      // The disk has no room for a second file: this one grows on.
      if (!(error instanceof AppError) || error.code !== 'disk-full') throw error;
    }
  };
  const flush = (): void => {
    for (let [next] = waiting; next !== undefined; [next] = waiting) {
      file.append(JSON.stringify(next));
      lines += 1;
      waiting.shift();
    }
    shorten();
  };
  return {
    /** Throws `disk-full`; the item counts all the same. */
    add(item: HistoryItem): void {
      waiting = [...waiting, item].slice(-shownFinishedTasks);
      flush();
    },
    flush,
  };
}

const byTime = (a: HistoryItem, b: HistoryItem): number => Date.parse(a.timestamp) - Date.parse(b.timestamp);

/** Finished tasks of another installation, in a file of their own: nothing of them was done here. */
async function openCarriedHistory(path: string, parse: (line: string) => HistoryItem | null) {
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

/** Opens the history file and keeps the newest items of earlier runs. */
export async function openHistory(path: string, notify: Notify = () => undefined): Promise<TaskHistory> {
  const options = { parse: parseLine, keep: newestLines, what: msg`The history of tasks`, notify };
  const { values, lines: file } = await openOwnLines(path, options);
  const earlier = values.slice(-shownFinishedTasks);
  const carried = await openCarriedHistory(join(dirname(path), 'carried-history.jsonl'), parseLine);
  /** In the order in which their ids ended first, as the reference has them. */
  const session = new Map<string, HistoryItem>();
  /** In the order in which they ended. */
  const newest = new Map<string, HistoryItem>();
  const own = () => [...earlier, ...newest.values()];
  const writer = createWriter(file, own);
  const ofClient = (clientId: string | undefined): HistoryItem[] => {
    const all = [...session.values()];
    return clientId ? all.filter((item) => item.client_id === clientId) : all;
  };
  const itemsOf: TaskHistory['itemsOf'] = (uiIds) => [...uiIds].flatMap((uiId) => session.get(uiId) ?? []);

  return {
    add(item) {
      session.set(item.ui_id, Object.freeze(item));
      dropOldest(session, maxSessionItems);
      newest.delete(item.ui_id);
      newest.set(item.ui_id, item);
      dropOldest(newest, shownFinishedTasks);
      writer.add(item);
    },
    newest: () => Object.fromEntries(newest),
    query(query) {
      const { ui_id: uiId, client_id: clientId } = query;
      return toRecord(uiId ? itemsOf([uiId]) : page(ofClient(clientId), query));
    },
    count: (clientId) => (clientId === undefined ? session.size : ofClient(clientId).length),
    itemsOf,
    recent: () => own().slice(-shownFinishedTasks).reverse(),
    carried: () => carried.items().toReversed(),
    newAmong: (items) => carried.newAmong(items, own()),
    takeIn: (items) => carried.takeIn(items, own()),
    close() {
      try {
        writer.flush();
      } catch {
        // The disk is full to the end: those tasks are told again from the journal of the queue.
      }
      file.close();
    },
  };
}
