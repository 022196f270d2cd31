import { isExtendedBy, isPlain, type PackQuery, parseQuery, type StateToken } from './pack-query';
import type { PackOrders } from './pack-orders';
import type { PackRecord } from './pack-record';

/** The chips above the list. */
export const packFilters = [
  'all',
  'installed',
  'updates',
  'disabled',
  'held',
  'not-installed',
  'registry',
  'git',
] as const;
export type PackFilter = (typeof packFilters)[number];

export const packSorts = ['relevance', 'name', 'stars', 'updated'] as const;
export type PackSort = (typeof packSorts)[number];

/** What one look at the list needs. */
export interface PackSearch {
  text: string;
  filter: PackFilter;
  sort: PackSort;
  /** Keys of packs whose last task failed. */
  failedKeys: ReadonlySet<string>;
}

/** The rows to show, and how many each chip would show for the same words. */
export interface PackResult {
  rows: readonly PackRecord[];
  counts: Record<PackFilter, number>;
}

const filterTests: Record<PackFilter, (record: PackRecord) => boolean> = {
  all: () => true,
  installed: (record) => record.state !== 'absent',
  updates: (record) => record.state === 'update',
  disabled: (record) => record.state === 'disabled',
  held: (record) => record.local?.hold !== undefined,
  'not-installed': (record) => record.state === 'absent',
  registry: (record) => record.isRegistry,
  git: (record) => !record.isRegistry,
};

const stateFilters: Record<Exclude<StateToken, 'failed'>, PackFilter> = {
  installed: 'installed',
  update: 'updates',
  disabled: 'disabled',
  held: 'held',
  absent: 'not-installed',
  registry: 'registry',
  git: 'git',
};

/** How one look at the list is called among the page's timings. */
const measureName = 'pack-search';

/** From best to worst: the row's place when sorted by relevance. */
const rankCount = 7;

/** Whether no letter or digit stands before this place. */
function beginsAWord(text: string, at: number): boolean {
  if (at === 0) return true;
  const code = text.charCodeAt(at - 1);
  return !((code >= 97 && code <= 122) || (code >= 48 && code <= 57));
}

/**
 * How well a word fits a row that has it. Its first place tells: the title comes before the author, the author before the node classes.
 *
 * @param line The word as a class of its own.
 */
function rankWord(record: PackRecord, word: string, line: string): number {
  const { searchText } = record;
  const at = searchText.indexOf(word);
  if (at < record.titleEnd) {
    if (at === 0) return word.length === record.titleEnd ? 0 : 1;
    return beginsAWord(searchText, at) ? 2 : 3;
  }
  if (at < record.authorEnd) return 4;
  if (at >= record.nodesEnd) return 6;
  // One letter is nearly everywhere and hardly ever a class: looking for it as one would read every row to its end.
  if (word.length === 1) return 5;
  return isBefore(searchText.indexOf(line, record.authorEnd), record.nodesEnd) ? 3 : 5;
}

/** Whether something was found, and before an end. */
function isBefore(at: number, end: number): boolean {
  return at >= 0 && at < end;
}

function matches(record: PackRecord, query: PackQuery): boolean {
  const { searchText, titleEnd, authorEnd, nodesEnd } = record;
  for (const word of query.words) if (!searchText.includes(word)) return false;
  for (const node of query.nodes) if (!isBefore(searchText.indexOf(node, authorEnd), nodesEnd)) return false;
  for (const name of query.authors) if (!isBefore(searchText.indexOf(name, titleEnd), authorEnd)) return false;
  return true;
}

function hasStates(record: PackRecord, states: readonly StateToken[], failedKeys: ReadonlySet<string>): boolean {
  return states.every((state) =>
    state === 'failed' ? failedKeys.has(record.key) : filterTests[stateFilters[state]](record),
  );
}

function orderFor(orders: PackOrders, sort: PackSort): readonly PackRecord[] {
  if (sort === 'name') return orders.byName;
  return sort === 'updated' ? orders.byUpdated : orders.byStars;
}

function countFilters(records: readonly PackRecord[]): Record<PackFilter, number> {
  const counts = {
    all: records.length,
    installed: 0,
    updates: 0,
    disabled: 0,
    held: 0,
    'not-installed': 0,
    registry: 0,
    git: 0,
  };
  for (const record of records) {
    if (record.isRegistry) counts.registry += 1;
    if (record.state === 'absent') continue;
    counts.installed += 1;
    if (record.state === 'update') counts.updates += 1;
    if (record.state === 'disabled') counts.disabled += 1;
    if (record.local?.hold !== undefined) counts.held += 1;
  }
  counts.git = counts.all - counts.registry;
  counts['not-installed'] = counts.all - counts.installed;
  return counts;
}

/** Puts the best first, and leaves those of one rank as they are. Counted and not gathered: every list made here is garbage one key later. */
function rankAll(records: readonly PackRecord[], words: readonly string[]): readonly PackRecord[] {
  if (words.length === 0) return records;
  const ranks = new Uint8Array(records.length);
  for (const word of words) {
    const line = `\n${word}\n`;
    records.forEach((record, at) => {
      const rank = rankWord(record, word, line);
      if (rank > (ranks[at] ?? 0)) ranks[at] = rank;
    });
  }
  const places = new Uint32Array(rankCount + 1);
  for (const rank of ranks) places[rank + 1] = (places[rank + 1] ?? 0) + 1;
  for (let rank = 1; rank <= rankCount; rank += 1) places[rank] = (places[rank] ?? 0) + (places[rank - 1] ?? 0);
  const ranked = records.slice();
  records.forEach((record, at) => {
    const rank = ranks[at] ?? 0;
    const place = places[rank] ?? 0;
    ranked[place] = record;
    places[rank] = place + 1;
  });
  return ranked;
}

interface LastMatch {
  order: readonly PackRecord[];
  query: PackQuery;
  /** Records of `order` that match, in that order. */
  found: readonly PackRecord[];
  counts: Record<PackFilter, number>;
}

function findMatches(order: readonly PackRecord[], query: PackQuery, last: LastMatch | null): readonly PackRecord[] {
  if (isPlain(query)) return order;
  const canNarrow = last?.order === order && isExtendedBy(last.query, query);
  return (canNarrow ? last.found : order).filter((record) => matches(record, query));
}

/**
 * Creates a search over prepared text. Each call is one look at the list; while somebody types on, a longer word is only
 * looked for among the packs that had the shorter one.
 */
export function createPackSearch(): (orders: PackOrders, search: PackSearch) => PackResult {
  let last: LastMatch | null = null;
  const find = (orders: PackOrders, { text, filter, sort, failedKeys }: PackSearch): PackResult => {
    const query = parseQuery(text);
    const order = orderFor(orders, sort);
    const found = findMatches(order, query, last);
    const counts = last?.found === found ? last.counts : countFilters(found);
    last = { order, query, found, counts };
    const wanted =
      query.states.length === 0 ? found : found.filter((record) => hasStates(record, query.states, failedKeys));
    const rows = filter === 'all' ? wanted : wanted.filter(filterTests[filter]);
    return {
      rows: sort === 'relevance' ? rankAll(rows, query.words) : rows,
      counts: wanted === found ? counts : countFilters(wanted),
    };
  };
  return (orders, search) => {
    const start = performance.now();
    const result = find(orders, search);
    // For the benchmark and the developer tools; only the newest is kept.
    performance.clearMeasures(measureName);
    performance.measure(measureName, { start });
    return result;
  };
}

/** The node class a row has to name, because it is why the pack was found; null when its title or author explains it. */
export function findMatchedClass(record: PackRecord, query: PackQuery): string | null {
  const { searchText, authorEnd, nodesEnd } = record;
  const hidden = query.words.filter((word) => !isBefore(searchText.indexOf(word), authorEnd));
  for (const word of [...query.nodes, ...hidden]) {
    if (!isBefore(searchText.indexOf(word, authorEnd), nodesEnd)) continue;
    const names = record.nodeClasses;
    return (
      names.find((name) => name.toLowerCase() === word) ??
      names.find((name) => name.toLowerCase().includes(word)) ??
      null
    );
  }
  return null;
}
