import { isOfDisk, type PackFilter, packFilters, type PackSort } from '../../navigation/filters';
import { type PackQuery, parseQuery, type StateToken } from './pack-query';
import { createMeantWords, type Meant } from './meant-words';
import type { PackRecord } from './pack-record';
import type { PackIndex } from './pack-index';
import type { PackEntry } from './pack-table';
import { rankBy, rankByBetter, rankCount, type RankText } from './text-rank';

/** What one look at the list needs. */
export interface PackSearch {
  text: string;
  filter: PackFilter;
  sort: PackSort;
  /** Keys of packs whose last task failed. */
  failedKeys: ReadonlySet<string>;
  /** Keys of packs that are marked with a star. */
  favouriteKeys?: ReadonlySet<string>;
  /** What packs on disk are sorted by where the sort is no order of the list: seconds of the import, bytes, or when it came. */
  numbers?: ReadonlyMap<string, number>;
  /** Keys of packs that say that they do not run here. */
  unfit?: ReadonlySet<string>;
  /** Begins with what would be the end. */
  isReversed?: boolean;
}

/** The packs to show, and how many each chip would show for the same words. */
export interface PackResult {
  records: readonly PackRecord[];
  counts: Record<PackFilter, number>;
  /** What was looked for: as typed, or what was probably meant. */
  query: PackQuery;
  /** Words that stand in `query` for typed ones that no pack has; null where every typed word was found. */
  meant: string | null;
}

/** What is known of packs beside their records; keys. */
type Marks = Record<'failed' | 'favourites' | 'unfit', ReadonlySet<string>>;
type Test = (record: PackRecord, marks: Marks) => boolean;

const filterTests: Record<PackFilter, Test> = {
  all: () => true,
  // A pack on disk is no problem because of a task: it is as it was before.
  problems: ({ key, local }, { failed }) =>
    local === null ? failed.has(key) : local.standing?.state === 'did-not-load',
  'left-out': ({ local }) => local?.standing?.state === 'left-out',
  installed: ({ local }) => local !== null,
  updates: ({ state }) => state === 'update',
  disabled: ({ state }) => state === 'disabled',
  held: ({ local }) => local?.hold !== undefined,
  favourites: ({ key }, { favourites }) => favourites.has(key),
  'not-installed': ({ local }) => local === null,
  registry: ({ isRegistry }) => isRegistry,
  git: ({ isRegistry }) => !isRegistry,
};

const stateTests: Record<StateToken, Test> = {
  broken: filterTests.problems,
  installed: filterTests.installed,
  update: filterTests.updates,
  disabled: filterTests.disabled,
  held: filterTests.held,
  favourite: filterTests.favourites,
  absent: filterTests['not-installed'],
  registry: filterTests.registry,
  git: filterTests.git,
  failed: ({ key }, { failed }) => failed.has(key),
  unfit: ({ key }, { unfit }) => unfit.has(key),
};

/** With more rows than that nobody has mistyped. */
const fewRows = 20;

/** How one look at the list is called among the page's timings. */
const measureName = 'pack-search';

const noKeys: ReadonlySet<string> = new Set();
const noNumbers: ReadonlyMap<string, number> = new Map();

function marksOf({ failedKeys, favouriteKeys = noKeys, unfit = noKeys }: PackSearch): Marks {
  return { failed: failedKeys, favourites: favouriteKeys, unfit };
}

/** The packs with a number, the largest first, and then all others in their order. */
function orderByNumbers(entries: readonly PackEntry[], numbers: ReadonlyMap<string, number>): readonly PackEntry[] {
  const numberOf = ({ record }: PackEntry): number | undefined => numbers.get(record.key);
  const known = entries.filter((entry) => numberOf(entry) !== undefined);
  return [
    ...known.toSorted((a, b) => (numberOf(b) ?? 0) - (numberOf(a) ?? 0)),
    ...entries.filter((entry) => numberOf(entry) === undefined),
  ];
}

function orderOf({ inOrder }: PackIndex, { sort, numbers = noNumbers }: PackSearch): readonly PackEntry[] {
  if (isOfDisk(sort)) return orderByNumbers(inOrder('stars'), numbers);
  return inOrder(sort === 'relevance' ? 'stars' : sort);
}

/** The packs that have what is searched, by rank where that counts, and else as they stand. */
function scan(entries: readonly PackEntry[], rank: RankText, isRanked: boolean): PackRecord[] {
  const ranked: PackRecord[][] = Array.from({ length: rankCount }, () => []);
  for (const { record, text } of entries) {
    const place = rank(text);
    if (place !== null) ranked[isRanked ? place : 0]?.push(record);
  }
  return ranked.flat();
}

/** Ranks by what was probably meant, also where words that stand apart in one title stand together in another. */
function rankByMeant(typed: PackQuery, { words, joined }: Meant): RankText {
  const apart = rankBy({ ...typed, words });
  return joined.length < words.length ? rankByBetter(apart, rankBy({ ...typed, words: joined })) : apart;
}

/**
 * Counts what each chip would show. Packs that are neither on disk nor marked differ only by where they come from, so one of each kind is asked for
 * all: to ask thousands takes longer than the search.
 */
function countFilters(found: readonly PackRecord[], marks: Marks): Record<PackFilter, number> {
  const isPlain = ({ key, local }: PackRecord): boolean =>
    local === null && !marks.failed.has(key) && !marks.favourites.has(key);
  const plain = found.filter(isPlain);
  const others = found.filter((record) => !isPlain(record)).map((record) => [record]);
  const alike = [
    plain.filter(({ isRegistry }) => isRegistry),
    plain.filter(({ isRegistry }) => !isRegistry),
    ...others,
  ];
  const count = (test: Test): number =>
    alike.reduce((sum, group) => (group[0] && test(group[0], marks) ? sum + group.length : sum), 0);
  const entries = packFilters.map((filter) => [filter, count(filterTests[filter])]);
  return Object.fromEntries(entries) as Record<PackFilter, number>;
}

function find(packIndex: PackIndex, mean: ReturnType<typeof createMeantWords>, search: PackSearch): PackResult {
  const marks = marksOf(search);
  const typed = parseQuery(search.text);
  const entries = orderOf(packIndex, search);
  const isRanked = search.sort === 'relevance' && typed.words.length > 0;
  const asTyped = scan(entries, rankBy(typed), isRanked);
  const meant = asTyped.length > fewRows ? null : mean(typed.words);
  const matching = meant === null ? asTyped : scan(entries, rankByMeant(typed, meant), isRanked);
  const found = matching.filter((record) => typed.states.every((state) => stateTests[state](record, marks)));
  const records = found.filter((record) => filterTests[search.filter](record, marks));
  return {
    records: search.isReversed === true ? records.toReversed() : records,
    counts: countFilters(found, marks),
    query: meant === null ? typed : { ...typed, words: meant.words },
    // Words that were typed as one are all there, so nothing has to be said of them.
    meant: meant !== null && asTyped.length === 0 ? meant.words.join(' ') : null,
  };
}

/** Creates a search of a packIndex. Each call is one look at the list. */
export function createPackSearch(packIndex: PackIndex): (search: PackSearch) => PackResult {
  const mean = createMeantWords(packIndex.inOrder('stars'));
  return (search) => {
    const start = performance.now();
    const result = find(packIndex, mean, search);
    // For the benchmark and the developer tools; only the newest is kept.
    performance.clearMeasures(measureName);
    performance.measure(measureName, { start });
    return result;
  };
}

/** The node class a row has to name: one that is what was typed, or one that is why the pack was found where title and author do not say. */
export function findMatchedClass({ title, author, nodeClasses }: PackRecord, query: PackQuery): string | null {
  if (nodeClasses.length === 0) return null;
  if (query.words.length > 0) {
    const whole = query.words.join(' ');
    const provided = nodeClasses.find((name) => name.toLowerCase() === whole);
    if (provided !== undefined) return provided;
  }
  const isShown = (word: string): boolean => [title, author].some((shown) => shown.toLowerCase().includes(word));
  for (const word of [...query.nodes, ...query.words.filter((word) => !isShown(word))]) {
    const names = nodeClasses.map((name) => name.toLowerCase());
    const exact = names.indexOf(word);
    const at = exact < 0 ? names.findIndex((name) => name.includes(word)) : exact;
    if (at >= 0) return nodeClasses[at] ?? null;
  }
  return null;
}
