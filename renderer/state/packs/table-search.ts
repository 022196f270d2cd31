import { foldWord } from '../../../src/contract/pack-table/row';
import { isExtendedBy, type PackQuery } from './pack-query';
import type { PackTable } from './pack-table';
import { preferClass, rankWord } from './text-rank';
import { authorsOf, classesOf, countRows, findPlaces, nowhere, type Places, tagsOf, wholeRows } from './text-scan';

/** What was found in a table: 1 for each row that has everything, and how well it fits (0 is best). */
export interface Scan {
  isFound: Uint8Array;
  rankOf: Uint8Array;
}

/** A search that was made, and the rows that had all of it. */
interface Known {
  query: PackQuery;
  isFound: Uint8Array;
  count: number;
}

/** A row is as good as the word that fits it worst. */
function worstOf(ranks: Uint8Array, others: Uint8Array): Uint8Array {
  for (let row = 0; row < ranks.length; row += 1) ranks[row] = Math.max(ranks[row] ?? 0, others[row] ?? 0);
  return ranks;
}

/** One word of a query, and in which field it is looked for. */
interface SearchTerm {
  word: string;
  field: keyof typeof fields;
}

const fields = { nodes: classesOf, authors: authorsOf, tags: tagsOf, words: wholeRows } as const;

function listTerms(query: PackQuery): SearchTerm[] {
  return (['nodes', 'authors', 'tags', 'words'] as const).flatMap((field) =>
    query[field].map((word) => ({ field, word: foldWord(word) })),
  );
}

/** A query that is looked for, word by word. */
interface TermSearch {
  query: PackQuery;
  terms: readonly SearchTerm[];
}

/** What a search has at hand: the table, what was looked for last, and a list of places for each word of a query, which is used again. */
interface SearchState {
  table: PackTable;
  last: TermSearch | null;
  lists: Places[];
}

function takeList({ table, lists }: SearchState, at: number): Places {
  const list = lists[at] ?? new Uint32Array(table.rows);
  lists[at] = list;
  return list;
}

/** How many letters of a word its list has the places of, of each row that can have the whole query; null where none are of use. */
function countKnown(last: TermSearch | null, { query, terms }: TermSearch, at: number): number | null {
  const [before, now] = [last?.terms[at], terms[at]];
  if (!last || !before || !now || before.field !== now.field || !now.word.startsWith(before.word)) return null;
  return isExtendedBy(last.query, query) ? before.word.length : null;
}

function scanTable(state: SearchState, query: PackQuery, isWanted: Uint8Array): Scan {
  const { table } = state;
  const isFound = isWanted.slice();
  const next = { query, terms: listTerms(query) };
  const found = next.terms.map((term, at) => {
    const { word, field } = term;
    const textScan = { word, field: fields[field](table), isWanted: isFound, known: countKnown(state.last, next, at) };
    const places = findPlaces(table, textScan, takeList(state, at));
    for (let row = 0; row < table.rows; row += 1) if (places[row] === nowhere) isFound[row] = 0;
    return { ...term, places };
  });
  state.last = next;
  const words = found.filter(({ field }) => field === 'words');
  const ranks = words.map((word) => rankWord(table, word, isFound));
  const rankOf = ranks.length === 0 ? new Uint8Array(table.rows) : ranks.reduce(worstOf);
  // "KSampler (Efficient)" is one class, and two words of a search.
  const name = words.map(({ word }) => word).join(' ');
  if (words.length > 1) preferClass(table, { name, isFound }, rankOf);
  return { isFound, rankOf };
}

/** As many as a word has letters: who takes letters back finds what was found before. */
const rememberedScans = 16;

/** Scans a table, and only those rows of it that had the words of which these are a longer form. */
export function createTableSearch(table: PackTable): (query: PackQuery) => Scan {
  const all: Known = {
    query: { words: [], nodes: [], authors: [], tags: [], states: [] },
    isFound: new Uint8Array(table.rows).fill(1),
    count: table.rows,
  };
  const state: SearchState = { table, last: null, lists: [] };
  let known: Known[] = [];
  return (query) => {
    const fitting = known.filter((earlier) => isExtendedBy(earlier.query, query));
    const best = fitting.reduce((least, next) => (next.count < least.count ? next : least), all);
    const scan = scanTable(state, query, best.isFound);
    const isFound = scan.isFound.slice();
    known = [{ query, isFound, count: countRows(isFound) }, ...known.slice(0, rememberedScans - 1)];
    return scan;
  };
}
