import { foldWord } from '../../../src/contract/pack-table/row';
import { forgivenIn } from './near-text';
import { createNearWordFinder, findJoinedWords, type NearWord } from './near-words';
import type { PackTable } from './pack-table';

/** What was probably meant by the words of a search. */
export interface Meant {
  /** The words that were meant, one for each that stands apart in titles. */
  words: readonly string[];
  /** The same, but each typed word is one. */
  joined: readonly string[];
}

/** A word that is in so many rows was meant as it is. */
const enoughRows = 20;
/** Shorter ones are hardly two words. */
const shortestPair = 6;
const rememberedWords = 50;
/** Words as titles and classes have them; what is quoted, or of other letters, was meant as it is. */
const plainWord = /^[a-z0-9]+(?:[-_.]+[a-z0-9]+)*$/;

function findNearest(
  finders: readonly ((word: string) => NearWord | null)[],
  word: string,
): readonly string[] | undefined {
  if (forgivenIn(word) === 0) return undefined;
  const found = finders.map((find) => find(word)).filter((near) => near !== null);
  return found.toSorted((a, b) => a.cost - b.cost)[0]?.words;
}

function findJoined(tables: readonly PackTable[], word: string): readonly string[] | undefined {
  if (word.length < shortestPair) return undefined;
  return tables.map((table) => findJoinedWords(table, word)).find((words) => words !== null) ?? undefined;
}

/**
 * Makes a function that replaces the words of a search by those that were probably meant: a word that no row has by the nearest one of a title or a node
 * class, and one that few rows have by the words of a title that it joins ("impactpack"), which finds those few rows as well.
 *
 * @param countRows How many rows have a word.
 * @returns Null where everything was meant as it was typed.
 */
export function createMeantWords(
  tables: readonly PackTable[],
  countRows: (word: string) => number,
): (words: readonly string[]) => Meant | null {
  const finders = tables.map(createNearWordFinder);
  const known = new Map<string, readonly string[]>();
  const find = (typed: string): readonly string[] => {
    const word = foldWord(typed);
    const count = plainWord.test(word) ? countRows(typed) : Infinity;
    if (count > enoughRows) return [typed];
    return (count === 0 ? findNearest(finders, word) : findJoined(tables, word)) ?? [typed];
  };
  const findOnce = (typed: string): readonly string[] => {
    const meant = known.get(typed) ?? find(typed);
    if (known.size >= rememberedWords) known.clear();
    known.set(typed, meant);
    return meant;
  };
  return (typed) => {
    const meant = typed.map(findOnce);
    const words = meant.flat();
    if (words.join(' ') === typed.join(' ')) return null;
    return { words, joined: meant.map((parts) => parts.join('')) };
  };
}
