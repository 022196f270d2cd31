import { isOfDisk, type PackFilter, packFilters, type PackSort } from '../../navigation/filters';
import { type PackQuery, parseQuery, type StateToken } from './pack-query';
import { createMeantWords } from './meant-words';
import type { PackRecord } from './pack-record';
import { flags, flagSums, type PackIndex } from './pack-index';
import { createTableSearch, type Scan } from './table-search';
import { pick, sortByRank } from './row-lists';
import { countRows } from './text-scan';

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
  /** Rows of packs that say that they do not run here. */
  unfit?: ReadonlySet<number>;
  /** Begins with what would be the end. */
  isReversed?: boolean;
}

/** The rows to show, as numbers on the packIndex, and how many each chip would show for the same words. */
export interface PackResult {
  rows: Uint32Array;
  counts: Record<PackFilter, number>;
  /** What was looked for: as typed, or what was probably meant. */
  query: PackQuery;
  /** Words that stand in `query` for typed ones that no pack has; null where every typed word was found. */
  meant: string | null;
}

/** By the flags of a row: which of them count, and what they have to be. */
interface MarkTest {
  mask: number;
  wanted: number;
}

const filterTests: Record<PackFilter, MarkTest> = {
  all: { mask: 0, wanted: 0 },
  problems: { mask: flags.problem, wanted: flags.problem },
  'left-out': { mask: flags.leftOut, wanted: flags.leftOut },
  installed: { mask: flags.onDisk, wanted: flags.onDisk },
  updates: { mask: flags.update, wanted: flags.update },
  disabled: { mask: flags.disabled, wanted: flags.disabled },
  held: { mask: flags.held, wanted: flags.held },
  favourites: { mask: flags.favourite, wanted: flags.favourite },
  'not-installed': { mask: flags.onDisk, wanted: 0 },
  registry: { mask: flags.registry, wanted: flags.registry },
  git: { mask: flags.registry, wanted: 0 },
};

const stateFilters: Record<Exclude<StateToken, 'failed' | 'unfit'>, PackFilter> = {
  broken: 'problems',
  installed: 'installed',
  update: 'updates',
  disabled: 'disabled',
  held: 'held',
  favourite: 'favourites',
  absent: 'not-installed',
  registry: 'registry',
  git: 'git',
};

/** With more rows than that nobody has mistyped. */
const fewRows = 20;

/** How one look at the list is called among the page's timings. */
const measureName = 'pack-search';

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** Scans both tables of a packIndex as if they were one. */
function createIndexScanner({ listed, unlisted }: PackIndex): (query: PackQuery) => Scan {
  const [scanListed, scanUnlisted] = [createTableSearch(listed), createTableSearch(unlisted)];
  return (query) => {
    const [first, rest] = [scanListed(query), scanUnlisted(query)];
    return { isFound: join(first.isFound, rest.isFound), rankOf: join(first.rankOf, rest.rankOf) };
  };
}

/** Whether the flags of a row are what a chip says. */
function isOf(sum: number, { mask, wanted }: MarkTest): boolean {
  return (sum & mask) === wanted;
}

/** What the queue adds to a packIndex: which tasks failed, and with the packs that were not installed, every problem. */
interface Marks {
  /** Rows of packs that do not run here. */
  unfit: ReadonlySet<number>;
  /** Rows of packs whose last task failed. */
  failed: ReadonlySet<number>;
  /** The `flags` of each row. A pack on disk is no problem because of a task: it is as it was before. */
  flagsOf: Uint8Array;
}

function markRows(
  { flagsOf, rowOfKey }: PackIndex,
  failedKeys: ReadonlySet<string>,
  favourites: ReadonlySet<string>,
): Omit<Marks, 'unfit'> {
  const failed = new Set([...failedKeys].flatMap((key) => rowOfKey(key) ?? []));
  const absent = [...failed].filter((row) => ((flagsOf[row] ?? 0) & flags.onDisk) === 0);
  const starred = [...favourites].flatMap((key) => rowOfKey(key) ?? []);
  if (absent.length + starred.length === 0) return { failed, flagsOf };
  const marked = flagsOf.slice();
  for (const row of absent) marked[row] = (flagsOf[row] ?? 0) | flags.problem;
  for (const row of starred) marked[row] = (marked[row] ?? 0) | flags.favourite;
  return { failed, flagsOf: marked };
}

/** For each row, whether it is what an `@word` says. */
function testState({ failed, unfit, flagsOf }: Marks, state: StateToken): (row: number) => boolean {
  if (state === 'failed') return (row) => failed.has(row);
  if (state === 'unfit') return (row) => unfit.has(row);
  return (row) => isOf(flagsOf[row] ?? 0, filterTests[stateFilters[state]]);
}

/** Takes away the rows that are not what the `@words` say. */
function keepStates(isFound: Uint8Array, tests: readonly ((row: number) => boolean)[]): void {
  for (const isIt of tests) {
    for (let row = 0; row < isFound.length; row += 1) if (!isIt(row)) isFound[row] = 0;
  }
}

/** How many rows have each sum of flags: from these every chip is counted. */
function countMarks({ flagsOf }: Marks, isFound: Uint8Array): Uint32Array {
  const sums = new Uint32Array(flagSums);
  for (let row = 0; row < isFound.length; row += 1) {
    const sum = flagsOf[row] ?? 0;
    if (isFound[row] === 1) sums[sum] = (sums[sum] ?? 0) + 1;
  }
  return sums;
}

function countFilters(sums: Uint32Array): Record<PackFilter, number> {
  const count = (test: MarkTest): number =>
    sums.reduce((total, rows, sum) => (isOf(sum, test) ? total + rows : total), 0);
  const entries = packFilters.map((filter) => [filter, count(filterTests[filter])]);
  return Object.fromEntries(entries) as Record<PackFilter, number>;
}

/** Words that stand apart in one title stand together in another: a row is as good as the better of both says. */
function mergeScans(apart: Scan, together: Scan): Scan {
  const rankOf = apart.rankOf.map((rank, row) =>
    together.isFound[row] === 1 ? Math.min(rank, together.rankOf[row] ?? rank) : rank,
  );
  return { isFound: apart.isFound, rankOf };
}

/** Scans for a search, or for the one that was probably meant where it finds hardly anything. */
function createForgivingScanner(packIndex: PackIndex) {
  const scan = createIndexScanner(packIndex);
  const countWord = (word: string): number =>
    countRows(scan({ words: [word], nodes: [], authors: [], tags: [], states: [] }).isFound);
  const mean = createMeantWords([packIndex.listed, packIndex.unlisted], countWord);
  return (typed: PackQuery): { found: Scan; query: PackQuery; meant: string | null } => {
    const found = scan(typed);
    const count = countRows(found.isFound);
    const meant = count > fewRows ? null : mean(typed.words);
    if (meant === null) return { found, query: typed, meant: null };
    const query = { ...typed, words: [...meant.words] };
    const apart = scan(query);
    const isApart = meant.joined.length < meant.words.length;
    const best = isApart ? mergeScans(apart, scan({ ...typed, words: [...meant.joined] })) : apart;
    // Words that were typed as one are all there, so nothing has to be said of them.
    return { found: best, query, meant: count === 0 ? meant.words.join(' ') : null };
  };
}

/** What one look at the list reads. */
interface Searched {
  packIndex: PackIndex;
  scan: ReturnType<typeof createForgivingScanner>;
  marks: Marks;
  byNumbers: (numbers: ReadonlyMap<string, number>) => Uint32Array;
}

/** The packs with a number, the largest first, and then all others in their order. */
function orderByNumbers({ rowOfKey, orders }: PackIndex, numbers: ReadonlyMap<string, number>): Uint32Array {
  const largest = [...numbers].toSorted(([, a], [, b]) => b - a).flatMap(([key]) => rowOfKey(key) ?? []);
  const known = new Set(largest);
  return Uint32Array.from([...known, ...orders.byStars.filter((row) => !known.has(row))]);
}

const noNumbers: ReadonlyMap<string, number> = new Map();

/** Keeps the last order of packs by their numbers: to find the row of each anew with every key would take longer than the search. */
function createNumbersOrder(packIndex: PackIndex): (numbers: ReadonlyMap<string, number>) => Uint32Array {
  let known: { numbers: ReadonlyMap<string, number>; order: Uint32Array } | null = null;
  return (numbers) => {
    if (known?.numbers !== numbers) known = { numbers, order: orderByNumbers(packIndex, numbers) };
    return known.order;
  };
}

function orderOf({ packIndex, byNumbers }: Searched, { sort, numbers = noNumbers }: PackSearch): Uint32Array {
  if (isOfDisk(sort)) return byNumbers(numbers);
  const { byName, byStars, byUpdated, byDownloads, byCreated } = packIndex.orders;
  const orders = { relevance: byStars, stars: byStars, downloads: byDownloads, updated: byUpdated, new: byCreated };
  return { ...orders, name: byName }[sort];
}

function find(searched: Searched, search: PackSearch): PackResult {
  const { scan, marks } = searched;
  const { text, filter, sort, isReversed = false } = search;
  const { found, query, meant } = scan(parseQuery(text));
  const { isFound, rankOf } = found;
  keepStates(
    isFound,
    query.states.map((state) => testState(marks, state)),
  );
  const order = orderOf(searched, search);
  const { flagsOf } = marks;
  const test = filterTests[filter];
  const rows = pick(order, (row) => isFound[row] === 1 && isOf(flagsOf[row] ?? 0, test));
  const sorted = sort === 'relevance' && query.words.length > 0 ? sortByRank(rows, rankOf) : rows;
  return {
    rows: isReversed ? sorted.toReversed() : sorted,
    counts: countFilters(countMarks(marks, isFound)),
    ...{ query, meant },
  };
}

const noKeys: ReadonlySet<string> = new Set();
const noRows: ReadonlySet<number> = new Set();

/** Creates a search of a packIndex. Each call is one look at the list; it remembers what was found last. */
export function createPackSearch(packIndex: PackIndex): (search: PackSearch) => PackResult {
  const scan = createForgivingScanner(packIndex);
  const byNumbers = createNumbersOrder(packIndex);
  let known: { keys: ReadonlySet<string>; stars: ReadonlySet<string>; marks: Omit<Marks, 'unfit'> } | null = null;
  return (search) => {
    const start = performance.now();
    const { failedKeys: keys, favouriteKeys: stars = noKeys, unfit = noRows } = search;
    if (known?.keys !== keys || known.stars !== stars) known = { keys, stars, marks: markRows(packIndex, keys, stars) };
    const result = find({ packIndex, scan, byNumbers, marks: { ...known.marks, unfit } }, search);
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
