import type { LineFile, LineSpan } from '../../base/files/line-file';
import { AppError } from '../../contract/errors';
import type { HistoryItem } from '../../contract/tasks';

/** The file is written anew when it holds this many lines that nobody can ask for any more. */
const maxDeadLines = 10_000;

/**
 * Where the items of a session stand in the file, oldest first. Held as numbers, and not even by their ids: ten thousand tasks would leave megabytes
 * in memory, for what is asked seldom. A position grows with each new item and stays as long as that is kept.
 */
export interface HistoryIndex {
  /** Makes room for an item: at the position of the one that had its id before, as the reference does, or at a new one. `recent` as for `find`. */
  reserve(item: HistoryItem, recent?: number): number;
  /** Writes it there. What a full disk keeps from the file (`disk-full`) counts all the same. */
  write(position: number, item: HistoryItem): void;
  /** Whether this is what has still to be written there. */
  isWaiting(position: number, item: HistoryItem): boolean;
  /** Null when no item of this id is kept. `recent`: its position, where that is known. */
  find(uiId: string, recent?: number): number | null;
  /** The positions of all items, oldest first. */
  positions(): number[];
  isOf(position: number, clientId: string): boolean;
  /** Null for what a full disk has kept from the file. */
  spanAt(position: number): LineSpan | null;
  count(clientId?: string): number;
}

/** FNV-1a over the characters: tells ids apart that are not the same, but for very few. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

function idIn(line: string | undefined): unknown {
  try {
    const item: unknown = JSON.parse(line ?? '');
    return typeof item === 'object' && item !== null && 'ui_id' in item ? item.ui_id : null;
  } catch {
    // Another program has been at the file: that line is nobody's.
    return null;
  }
}

/** Clients by number, and how many items each has. A client without items is forgotten. */
function createClients() {
  const known = new Map<string, { number: number; items: number }>();
  const byNumber = new Map<number, string>();
  let numbered = 0;
  return {
    countOf: (clientId: string) => known.get(clientId)?.items ?? 0,
    nameOf: (number: number) => byNumber.get(number),
    add(clientId: string): number {
      const client = known.get(clientId) ?? { number: (numbered += 1), items: 0 };
      client.items += 1;
      known.set(clientId, client);
      byNumber.set(client.number, clientId);
      return client.number;
    },
    take(number: number) {
      const clientId = byNumber.get(number);
      const client = clientId === undefined ? undefined : known.get(clientId);
      if (clientId === undefined || client === undefined) return;
      client.items -= 1;
      if (client.items > 0) return;
      known.delete(clientId);
      byNumber.delete(number);
    },
  };
}

/** Where lines stand, by position, for as many positions in a row as there can be items. */
function createPlaces(maxItems: number) {
  const places = maxItems + 1;
  const at = new Float64Array(places);
  const length = new Uint32Array(places);
  const hash = new Uint32Array(places);
  const client = new Uint32Array(places);
  const placeOf = (position: number) => position % places;
  let [first, next] = [0, 0];
  return {
    first: () => first,
    count: () => next - first,
    all: () => Array.from({ length: next - first }, (_none, index) => first + index),
    addNext: () => next++,
    dropFirst: () => void (first += 1),
    clientAt: (position: number) => client[placeOf(position)] ?? 0,
    spanAt: (position: number): LineSpan => ({
      at: at[placeOf(position)] ?? 0,
      length: length[placeOf(position)] ?? 0,
    }),
    setSpan(position: number, span: LineSpan) {
      at[placeOf(position)] = span.at;
      length[placeOf(position)] = span.length;
    },
    setOwner(position: number, idHash: number, clientNumber: number) {
      hash[placeOf(position)] = idHash;
      client[placeOf(position)] = clientNumber;
    },
    /** The positions whose ids have this hash: mostly none, or one. */
    *withHash(wanted: number): Generator<number> {
      for (let place = hash.indexOf(wanted); place !== -1; place = hash.indexOf(wanted, place + 1)) {
        const position = first + ((place - placeOf(first) + places) % places);
        if (position < next) yield position;
      }
    },
  };
}

/** No places when the disk is full: then the file stays as it is, and every line where it stands. */
function replaceOrLeave(file: LineFile, lines: readonly string[]): readonly LineSpan[] {
  try {
    return file.replace(lines);
  } catch (error) {
    if (error instanceof AppError && error.code === 'disk-full') return [];
    throw error;
  }
}

/** Makes the index of the newest `maxItems` items that are added to a file from here on. */
export function createHistoryIndex(file: LineFile, maxItems: number): HistoryIndex {
  const places = createPlaces(maxItems);
  const clients = createClients();
  /** What a full disk has kept from the file, by position. */
  const unwritten = new Map<number, HistoryItem>();
  let dead = 0;

  const spanAt = (position: number) => (unwritten.has(position) ? null : places.spanAt(position));
  const isOfId = (position: number, uiId: string) => {
    const span = spanAt(position);
    return (span === null ? unwritten.get(position)?.ui_id : idIn(file.read([span])[0])) === uiId;
  };
  const find = (uiId: string, recent?: number): number | null => {
    if (recent !== undefined) return recent >= places.first() ? recent : null;
    for (const position of places.withHash(hashOf(uiId))) if (isOfId(position, uiId)) return position;
    return null;
  };
  const drop = (position: number) => {
    clients.take(places.clientAt(position));
    unwritten.delete(position);
    dead += 1;
  };
  /** Lines that nobody can ask for go, all at once and seldom. */
  const tidy = () => {
    if (dead <= maxDeadLines) return;
    dead = 0;
    const written = places.all().filter((position) => !unwritten.has(position));
    const moved = replaceOrLeave(file, file.read(written.map(places.spanAt)));
    for (const [index, span] of moved.entries()) places.setSpan(written[index] ?? 0, span);
  };

  return {
    find,
    positions: places.all,
    spanAt,
    isOf: (position, clientId) => clients.nameOf(places.clientAt(position)) === clientId,
    count: (clientId) => (clientId === undefined ? places.count() : clients.countOf(clientId)),
    reserve(item, recent) {
      const known = find(item.ui_id, recent);
      if (known !== null) drop(known);
      const position = known ?? places.addNext();
      places.setOwner(position, hashOf(item.ui_id), clients.add(item.client_id));
      unwritten.set(position, item);
      if (places.count() > maxItems) {
        drop(places.first());
        places.dropFirst();
      }
      return position;
    },
    isWaiting: (position, item) => unwritten.get(position) === item,
    write(position, item) {
      places.setSpan(position, file.append(JSON.stringify(item)));
      unwritten.delete(position);
      tidy();
    },
  };
}
