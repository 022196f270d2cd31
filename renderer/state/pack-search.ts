import { isExtendedBy, isPlain, type PackQuery, parseQuery, type StateToken } from './pack-query';
import type { PackOrders } from './pack-orders';
import type { PackRecord } from './pack-record';

/** The chips above the list. */
export const packFilters = ['all', 'installed', 'updates', 'disabled', 'not-installed', 'registry', 'git'] as const;
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
  'not-installed': (record) => record.state === 'absent',
  registry: (record) => record.isRegistry,
  git: (record) => !record.isRegistry,
};

const stateFilters: Record<Exclude<StateToken, 'failed'>, PackFilter> = {
  installed: 'installed',
  update: 'updates',
  disabled: 'disabled',
  absent: 'not-installed',
  registry: 'registry',
  git: 'git',
};

/** From best to worst: the row's place when sorted by relevance. */
const rankCount = 7;

function startsAWord(text: string, word: string): boolean {
  const at = text.indexOf(word);
  return at === 0 || (at > 0 && /[^a-z0-9]/u.test(text[at - 1] ?? ''));
}

function rankWord(record: PackRecord, word: string): number {
  const { title, author, nodes } = record.searchText;
  if (title.includes(word)) return title === word ? 0 : title.startsWith(word) ? 1 : startsAWord(title, word) ? 2 : 3;
  if (author.includes(word)) return 4;
  if (nodes.includes(word)) return nodes.includes(`\n${word}\n`) ? 3 : 5;
  return 6;
}

function matches(record: PackRecord, query: PackQuery): boolean {
  const { all, nodes, author } = record.searchText;
  for (const word of query.words) if (!all.includes(word)) return false;
  for (const node of query.nodes) if (!nodes.includes(node)) return false;
  for (const name of query.authors) if (!author.includes(name)) return false;
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
  }
  counts.git = counts.all - counts.registry;
  counts['not-installed'] = counts.all - counts.installed;
  return counts;
}

function rankAll(records: readonly PackRecord[], words: readonly string[]): readonly PackRecord[] {
  if (words.length === 0) return records;
  const buckets: PackRecord[][] = Array.from({ length: rankCount }, () => []);
  for (const record of records) {
    let worst = 0;
    for (const word of words) worst = Math.max(worst, rankWord(record, word));
    buckets[worst]?.push(record);
  }
  return buckets.flat();
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
  return (orders, { text, filter, sort, failedKeys }) => {
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
}

/** The node class a row has to name, because it is why the pack was found; null when its title or author explains it. */
export function findMatchedClass(record: PackRecord, query: PackQuery): string | null {
  const { title, author, nodes } = record.searchText;
  const hidden = query.words.filter((word) => !title.includes(word) && !author.includes(word));
  for (const word of [...query.nodes, ...hidden]) {
    if (!nodes.includes(word)) continue;
    const names = record.nodeClasses;
    return (
      names.find((name) => name.toLowerCase() === word) ??
      names.find((name) => name.toLowerCase().includes(word)) ??
      null
    );
  }
  return null;
}
