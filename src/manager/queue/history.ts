import { z } from 'zod';
import { readTextIfPresent, writeAtomic } from '../../base/files/files';
import { openLineFile, type LineFile, type LineSpan } from '../../base/files/line-file';
import { beginSlice, forEachInSlices } from '../../base/async/time-slice';
import { shownFinishedTasks } from '../../contract/queue-change';
import { HistoryItem } from '../../contract/tasks';
import { countByClient } from './client-counts';

/** As the reference keeps them (docs/reference/on-the-wire.md 7). */
const maxSessionItems = 10_000;
/** The file is written anew when it holds this many lines that nobody can ask for any more. */
const maxDeadLines = 10_000;

export interface HistoryQuery {
  ui_id?: string | undefined;
  client_id?: string | undefined;
  max_items?: number | undefined;
  offset?: number | undefined;
}

/**
 * Finished tasks: this session's for the API, the newest of all sessions for the window. In memory are the newest alone, and of the others
 * where they stand in the file: 10,000 tasks would be a tenth of all that the process holds.
 */
export interface TaskHistory {
  add(item: HistoryItem): void;
  /** The newest of this session, as many as a view shows, oldest first: what an event carries. */
  newest(): Record<string, HistoryItem>;
  /** At most 10,000 items, oldest first. */
  query(query: HistoryQuery): Promise<Record<string, HistoryItem>>;
  count(clientId?: string): number;
  /** The items with these ids, in this order, as far as they are kept. */
  itemsOf(uiIds: Iterable<string>): Promise<HistoryItem[]>;
  /** Newest first, earlier sessions included. */
  recent(): HistoryItem[];
  close(): void;
}

/** What is held of an item that is in the file. */
interface Kept extends LineSpan {
  clientId: string;
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

function parseKept(text: string): HistoryItem[] {
  return text.split('\n').flatMap((line) => (line === '' ? [] : (parseLine(line) ?? [])));
}

/** Paging as in docs/reference/on-the-wire.md 2: `max_items` alone gives the newest, with `offset` counted from the oldest; the client filter comes after it. */
function page<T>(items: T[], { max_items: maxItems, offset }: HistoryQuery): T[] {
  if (offset !== undefined) return items.slice(offset, maxItems === undefined ? undefined : offset + maxItems);
  return maxItems === undefined ? items : items.slice(-maxItems);
}

function toRecord(items: readonly HistoryItem[]): Record<string, HistoryItem> {
  return Object.fromEntries(items.map((item) => [item.ui_id, item]));
}

/** The newest items of a session by id. An id that ends again is among the newest again. */
function createNewest() {
  const items = new Map<string, HistoryItem>();
  return {
    add(item: HistoryItem) {
      items.delete(item.ui_id);
      items.set(item.ui_id, item);
      const oldest = items.size > shownFinishedTasks ? items.keys().next().value : undefined;
      if (oldest !== undefined) items.delete(oldest);
    },
    get: (uiId: string) => items.get(uiId),
    all: () => [...items.values()],
  };
}

/** Where this session's items stand in the file, by id, oldest first. */
function createIndex(file: LineFile) {
  const kept = new Map<string, Kept>();
  const counts = countByClient();
  let dead = 0;
  const drop = (uiId: string) => {
    const former = kept.get(uiId);
    if (former === undefined) return;
    counts.take(former.clientId);
    dead += 1;
  };
  /** Lines that nobody can ask for go, all at once and seldom. */
  const tidy = () => {
    if (dead <= maxDeadLines) return;
    dead = 0;
    const places = file.replace(file.read([...kept.values()]));
    for (const [at, one] of [...kept.values()].entries()) Object.assign(one, places[at]);
  };
  return {
    kept,
    count: (clientId?: string) => (clientId === undefined ? kept.size : counts.of(clientId)),
    add(item: HistoryItem) {
      // What a full disk keeps from the file counts all the same, and is known as long as it is one of the newest.
      const one: Kept = { at: 0, length: 0, clientId: item.client_id };
      drop(item.ui_id);
      // Setting an existing key keeps its position, as the reference does.
      kept.set(item.ui_id, one);
      counts.add(item.client_id);
      Object.assign(one, file.append(JSON.stringify(item)));
      const oldest = kept.size > maxSessionItems ? kept.keys().next().value : undefined;
      if (oldest !== undefined) {
        drop(oldest);
        kept.delete(oldest);
      }
      tidy();
    },
  };
}

/** Opens the history file and keeps the newest items of earlier runs. */
export async function openHistory(path: string): Promise<TaskHistory> {
  const earlier = parseKept((await readTextIfPresent(path)) ?? '').slice(-shownFinishedTasks);
  await writeAtomic(path, earlier.map((item) => `${JSON.stringify(item)}\n`).join(''));
  const file = openLineFile(path);
  const index = createIndex(file);
  const newest = createNewest();

  /** Read at once, so that the file stays the same; taken to pieces with pauses in between. */
  async function read(asked: readonly (readonly [string, Kept])[]): Promise<HistoryItem[]> {
    const known = asked.map(([uiId]) => newest.get(uiId) ?? null);
    const others = asked.filter((_, at) => known[at] === null).map(([, kept]) => kept);
    const lines = file.read(others).values();
    const items: HistoryItem[] = [];
    await forEachInSlices(known, beginSlice(), (item) => {
      const found = item ?? parseLine(lines.next().value ?? '');
      if (found !== null) items.push(found);
    });
    return items;
  }

  return {
    add(item) {
      newest.add(Object.freeze(item));
      index.add(item);
    },
    newest: () => toRecord(newest.all()),
    async query(query) {
      const kept = query.ui_id ? index.kept.get(query.ui_id) : undefined;
      if (query.ui_id) return toRecord(kept === undefined ? [] : await read([[query.ui_id, kept]]));
      const paged = page([...index.kept], query);
      const { client_id: clientId } = query;
      return toRecord(await read(clientId ? paged.filter(([, one]) => one.clientId === clientId) : paged));
    },
    count: index.count,
    itemsOf: (uiIds) =>
      read(
        [...uiIds].flatMap((uiId) => {
          const kept = index.kept.get(uiId);
          return kept === undefined ? [] : [[uiId, kept] as const];
        }),
      ),
    recent: () => [...earlier, ...newest.all()].slice(-shownFinishedTasks).reverse(),
    close: file.close,
  };
}
