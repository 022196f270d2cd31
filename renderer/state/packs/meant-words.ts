import { foldWord } from '../../../src/contract/pack-table/row';
import { findNearWord, type NearWord } from './near-words';
import { forgivenIn } from './near-text';
import type { PackTable } from './pack-table';

/** A word that is in so many rows was meant as it is. */
const enoughRows = 20;
/** Shorter ones are hardly two words. */
const shortestPair = 6;
const rememberedWords = 50;
/** Words as titles and classes have them; what is quoted, or of other letters, was meant as it is. */
const plainWord = /^[a-z0-9]+(?:[-_.]+[a-z0-9]+)*$/;

function nearestOf(tables: readonly PackTable[], word: string, forgiven: number): NearWord | null {
  const found = tables.map((table) => findNearWord(table, word, forgiven)).filter((near) => near !== null);
  return found.toSorted((a, b) => a.cost - b.cost)[0] ?? null;
}

/**
 * Makes a function that replaces the words of a search by those that were probably meant: a word that no row has by the nearest one of a title or a node
 * class, and one that few rows have by the words of a title that it joins ("impactpack"), which finds those few rows as well.
 *
 * @param countRows How many rows have a word.
 */
export function createMeantWords(
  tables: readonly PackTable[],
  countRows: (word: string) => number,
): (words: readonly string[]) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  const find = (typed: string): readonly string[] => {
    const word = foldWord(typed);
    if (!plainWord.test(word)) return [typed];
    const count = countRows(typed);
    if (count > enoughRows) return [typed];
    if (count === 0)
      return forgivenIn(word) === 0 ? [typed] : (nearestOf(tables, word, forgivenIn(word))?.words ?? [typed]);
    const pair = word.length < shortestPair ? null : nearestOf(tables, word, 0);
    return pair !== null && pair.words.length > 1 ? pair.words : [typed];
  };
  const findOnce = (typed: string): readonly string[] => {
    const meant = known.get(typed) ?? find(typed);
    if (known.size >= rememberedWords) known.clear();
    known.set(typed, meant);
    return meant;
  };
  return (words) => words.flatMap(findOnce);
}
