import { dirname, join } from 'node:path';
import { say } from '../../contract/text/said';
import { z } from 'zod';
import { openOwnLines } from '../../base/files/own-lines';
import type { Tell } from '../../base/files/set-aside';
import { beginSlice, forEachInSlices } from '../../base/async/time-slice';
import { shownFinishedTasks } from '../../contract/queue-change';
import { HistoryItem } from '../../contract/tasks';
import { openCarriedHistory } from './carried-history';
import { createHistoryIndex, type HistoryIndex } from './history-index';

/** As the reference keeps them (docs/reference/on-the-wire.md 7). */
const maxSessionItems = 10_000;

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

interface Recent {
  item: HistoryItem;
  position: number;
}

/** The newest items of a session by id. An id that ends again is among the newest again. */
function createNewest() {
  const known = new Map<string, Recent>();
  return {
    add(item: HistoryItem, position: number) {
      known.delete(item.ui_id);
      known.set(item.ui_id, { item, position });
      const oldest = known.size > shownFinishedTasks ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
    },
    positionOf: (uiId: string) => known.get(uiId)?.position,
    byPosition: () => new Map([...known.values()].map(({ item, position }) => [position, item])),
    all: () => [...known.values()].map(({ item }) => item),
  };
}

/** What a full disk has kept from the file is tried again with each later item, and when the file is closed. */
function createWriter(index: HistoryIndex) {
  let waiting: { position: number; item: HistoryItem }[] = [];
  const flush = (): void => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (index.isWaiting(next.position, next.item)) index.write(next.position, next.item);
      waiting.shift();
    }
  };
  return {
    /** Throws `disk-full`; the item counts all the same. */
    add(position: number, item: HistoryItem): void {
      waiting = [...waiting, { position, item }].slice(-shownFinishedTasks);
      flush();
    },
    flush,
  };
}

const newestLines = (items: readonly HistoryItem[]): string[] =>
  items.slice(-shownFinishedTasks).map((item) => JSON.stringify(item));

/** Opens the history file and keeps the newest items of earlier runs. */
export async function openHistory(path: string, tell: Tell = () => undefined): Promise<TaskHistory> {
  const options = { parse: parseLine, keep: newestLines, what: say`The history of tasks`, tell };
  const { values, lines: file } = await openOwnLines(path, options);
  const earlier = values.slice(-shownFinishedTasks);
  const carried = await openCarriedHistory(join(dirname(path), 'carried-history.jsonl'), parseLine);
  const index = createHistoryIndex(file, maxSessionItems);
  const writer = createWriter(index);
  const newest = createNewest();
  const own = () => [...earlier, ...newest.all()];
  const find = (uiId: string) => index.find(uiId, newest.positionOf(uiId)) ?? [];

  /** Read at once, so that the file stays the same; taken to pieces with pauses in between. */
  async function read(positions: readonly number[]): Promise<HistoryItem[]> {
    const recent = newest.byPosition();
    const asked = positions.map((at) => ({ item: recent.get(at) ?? null, span: index.spanAt(at) }));
    const lines = file.read(asked.flatMap(({ item, span }) => (item === null && span !== null ? span : []))).values();
    const items: HistoryItem[] = [];
    await forEachInSlices(asked, beginSlice(), ({ item, span }) => {
      const found = item ?? (span === null ? null : parseLine(lines.next().value ?? ''));
      if (found !== null) items.push(found);
    });
    return items;
  }

  return {
    add(item) {
      const position = index.reserve(item, newest.positionOf(item.ui_id));
      newest.add(Object.freeze(item), position);
      writer.add(position, item);
    },
    newest: () => toRecord(newest.all()),
    async query(query) {
      const { ui_id: uiId, client_id: clientId } = query;
      if (uiId) return toRecord(await read([find(uiId)].flat()));
      const positions = index.positions();
      const ofClient = clientId ? positions.filter((position) => index.isOf(position, clientId)) : positions;
      return toRecord(await read(page(ofClient, query)));
    },
    count: index.count,
    itemsOf: (uiIds) => read([...uiIds].flatMap(find)),
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
