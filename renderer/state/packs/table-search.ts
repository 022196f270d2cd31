import { foldWord } from '../../../src/contract/pack-table/row';
import { isExtendedBy, type PackQuery } from './pack-query';
import type { PackTable } from './pack-table';
import { preferClass, rankWord } from './text-rank';
import {
  authorsOf,
  classesOf,
  countRows,
  type Field,
  findPlaces,
  nowhere,
  type Places,
  tagsOf,
  wholeRows,
} from './text-scan';

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

function scanTable(table: PackTable, query: PackQuery, isWanted: Uint8Array): Scan {
  const isFound = isWanted.slice();
  const look = (word: string, field: Field): Places => {
    const places = findPlaces(table, { word, field, isWanted: isFound });
    for (let row = 0; row < table.rows; row += 1) if (places[row] === nowhere) isFound[row] = 0;
    return places;
  };
  for (const node of query.nodes) look(foldWord(node), classesOf(table));
  for (const author of query.authors) look(foldWord(author), authorsOf(table));
  for (const tag of query.tags) look(foldWord(tag), tagsOf(table));
  const words = query.words.map(foldWord).map((word) => ({ word, places: look(word, wholeRows(table)) }));
  const rankOf = words.map((word) => rankWord(table, word, isFound)).reduce(worstOf, new Uint8Array(table.rows));
  // "KSampler (Efficient)" is one class, and two words of a search.
  if (words.length > 1) preferClass(table, { name: words.map(({ word }) => word).join(' '), isFound }, rankOf);
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
  let known: Known[] = [];
  return (query) => {
    const fitting = known.filter((earlier) => isExtendedBy(earlier.query, query));
    const best = fitting.reduce((least, next) => (next.count < least.count ? next : least), all);
    const scan = scanTable(table, query, best.isFound);
    const isFound = scan.isFound.slice();
    known = [{ query, isFound, count: countRows(isFound) }, ...known.slice(0, rememberedScans - 1)];
    return scan;
  };
}
