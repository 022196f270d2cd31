import { isRegistryPack, type PackRecord } from './pack-record';
import { type PackQuery, parseQuery, type StateToken } from './pack-query';

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
  rows: PackRecord[];
  counts: Record<PackFilter, number>;
}

/** The packs in each order, sorted once per change of the list rather than once per keystroke. */
export interface PackOrders {
  byName: readonly PackRecord[];
  byStars: readonly PackRecord[];
  byUpdated: readonly PackRecord[];
}

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/** Sorts packs by their titles, as people would. */
export function sortByName(records: readonly PackRecord[]): PackRecord[] {
  return records.toSorted((a, b) => collator.compare(a.title, b.title));
}

/** Sorts the packs in every order that the list offers. */
export function orderPacks(records: readonly PackRecord[]): PackOrders {
  const byName = sortByName(records);
  return {
    byName,
    byStars: byName.toSorted((a, b) => (b.stars ?? -1) - (a.stars ?? -1)),
    byUpdated: byName.toSorted((a, b) => (b.updatedAtMs ?? 0) - (a.updatedAtMs ?? 0)),
  };
}

const filterTests: Record<PackFilter, (record: PackRecord) => boolean> = {
  all: () => true,
  installed: (record) => record.state !== 'absent',
  updates: (record) => record.state === 'update',
  disabled: (record) => record.state === 'disabled',
  'not-installed': (record) => record.state === 'absent',
  registry: isRegistryPack,
  git: (record) => !isRegistryPack(record),
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
const worstRank = 7;

function startsAWord(text: string, word: string): boolean {
  const at = text.indexOf(word);
  return at === 0 || (at > 0 && /[^a-z0-9]/u.test(text[at - 1] ?? ''));
}

function rankWord(record: PackRecord, word: string): number {
  const { title, author, rest, nodes } = record.searchText;
  if (title.includes(word)) return title === word ? 0 : title.startsWith(word) ? 1 : startsAWord(title, word) ? 2 : 3;
  if (nodes.includes(word)) return nodes.includes(`\n${word}\n`) ? 3 : 5;
  if (author.includes(word)) return 4;
  return rest.includes(word) ? 6 : -1;
}

/** How well a pack answers the words, 0 best; -1 when a word is found nowhere. */
function rankRecord(record: PackRecord, query: PackQuery): number {
  const { searchText } = record;
  if (!query.nodes.every((node) => searchText.nodes.includes(node))) return -1;
  if (!query.authors.every((author) => searchText.author.includes(author))) return -1;
  let worst = 0;
  for (const word of query.words) {
    const rank = rankWord(record, word);
    if (rank < 0) return -1;
    worst = Math.max(worst, rank);
  }
  return worst;
}

function hasStates(record: PackRecord, query: PackQuery, failedKeys: ReadonlySet<string>): boolean {
  return query.states.every((state) =>
    state === 'failed' ? failedKeys.has(record.key) : filterTests[stateFilters[state]](record),
  );
}

function startOrder(orders: PackOrders, sort: PackSort): readonly PackRecord[] {
  if (sort === 'name') return orders.byName;
  return sort === 'updated' ? orders.byUpdated : orders.byStars;
}

function countStates(counts: Record<PackFilter, number>, record: PackRecord): void {
  counts.all += 1;
  counts[isRegistryPack(record) ? 'registry' : 'git'] += 1;
  if (record.state === 'absent') {
    counts['not-installed'] += 1;
    return;
  }
  counts.installed += 1;
  if (record.state === 'update') counts.updates += 1;
  if (record.state === 'disabled') counts.disabled += 1;
}

/** The rows for one look at the list, in order. One pass over prepared text; no sorting. */
export function searchPacks(orders: PackOrders, search: PackSearch): PackResult {
  const query = parseQuery(search.text);
  const isRanked = search.sort === 'relevance' && query.words.length > 0;
  const buckets: PackRecord[][] = Array.from({ length: isRanked ? worstRank : 1 }, () => []);
  const counts = { all: 0, installed: 0, updates: 0, disabled: 0, 'not-installed': 0, registry: 0, git: 0 };
  const belongs = filterTests[search.filter];
  for (const record of startOrder(orders, search.sort)) {
    const rank = rankRecord(record, query);
    if (rank < 0 || !hasStates(record, query, search.failedKeys)) continue;
    countStates(counts, record);
    if (belongs(record)) buckets[isRanked ? rank : 0]?.push(record);
  }
  return { rows: buckets.flat(), counts };
}

/** The node class a row has to name, because it is why the pack was found; null when its title or author explains it. */
export function findMatchedClass(record: PackRecord, text: string): string | null {
  const query = parseQuery(text);
  const { title, author } = record.searchText;
  const hidden = query.words.filter((word) => !title.includes(word) && !author.includes(word));
  const wanted = [...query.nodes, ...hidden];
  let found: string | null = null;
  for (const word of wanted) {
    const exact = record.nodeClasses.find((name) => name.toLowerCase() === word);
    found ??= exact ?? record.nodeClasses.find((name) => name.toLowerCase().includes(word)) ?? null;
  }
  return found;
}
