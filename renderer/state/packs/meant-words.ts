import UFuzzy from '@leeoniya/ufuzzy';
import type { PackEntry } from './pack-table';
import { rankBy } from './text-rank';

/** What was probably meant by the words of a search. */
export interface Meant {
  /** The words that were meant, one for each that stands apart in titles. */
  words: string[];
  /** The same, but each typed word is one. */
  joined: string[];
}

/** A word that is in so many rows was meant as it is. */
const enoughRows = 20;
/** Words as titles and classes have them; what is quoted, or of other letters, was meant as it is. */
const plainWord = /^[a-z0-9]+(?:[-_.]+[a-z0-9]+)*$/;
/** Shorter words are soon another word. */
const shortestWord = 4;
const rememberedWords = 50;

/** One letter of a word may be wrong, missing, too many, or swapped with its neighbour, but the first one. */
const fuzzy = new UFuzzy({ intraMode: 1 });

function wordsOf(text: string): string[] {
  return text.split(/[^a-z0-9]+/).filter((word) => word !== '');
}

/** Texts that somebody may type, those of packs with most stars first, and what each consists of. */
type Vocabulary = ReadonlyMap<string, string>;

/** The words of all titles, and each two that stand together as one, since "impactpack" is typed for "Impact Pack". */
function readTitles(entries: readonly PackEntry[]): Vocabulary {
  const found = new Map<string, string>();
  const add = (joined: string, apart: string): void => {
    if (!found.has(joined)) found.set(joined, apart);
  };
  for (const { text } of entries) {
    const words = wordsOf(text.title);
    for (const [at, word] of words.entries()) {
      add(word, word);
      const before = words[at - 1];
      if (before !== undefined) add(before + word, `${before} ${word}`);
    }
  }
  return found;
}

function readClasses(entries: readonly PackEntry[]): Vocabulary {
  return new Map(entries.flatMap(({ text }) => text.classes.split('\n').map((name) => [name, name] as const)));
}

/** What the text consists of that differs least in length from a word, among those that have it but for one letter; of several the first. */
function findNearest(vocabulary: Vocabulary, word: string): string | undefined {
  const texts = [...vocabulary.keys()];
  const near = (fuzzy.filter(texts, word) ?? []).map((at) => texts[at] ?? '');
  const [nearest] = near.toSorted((a, b) => Math.abs(a.length - word.length) - Math.abs(b.length - word.length));
  return nearest === undefined ? undefined : vocabulary.get(nearest);
}

/**
 * Makes a function that replaces the words of a search by those that were probably meant: a word that no pack has by the nearest words of a title,
 * else by the nearest node class; and one that few packs have by the words of a title that it joins ("impactpack"), which finds those few as well.
 *
 * @param entries Those with most stars first. They are read when that is first needed: nobody has to misspell anything.
 * @returns Null where everything was meant as it was typed.
 */
export function createMeantWords(entries: readonly PackEntry[]): (words: readonly string[]) => Meant | null {
  let vocabularies: { titles: Vocabulary; classes: Vocabulary } | null = null;
  const known = new Map<string, string[]>();
  const find = (word: string): string[] => {
    if (word.length < shortestWord || !plainWord.test(word)) return [word];
    const rank = rankBy({ words: [word], nodes: [], authors: [], tags: [], states: [] });
    const count = entries.filter(({ text }) => rank(text) !== null).length;
    if (count > enoughRows) return [word];
    const { titles, classes } = (vocabularies ??= { titles: readTitles(entries), classes: readClasses(entries) });
    const nearest = () => findNearest(titles, word) ?? findNearest(classes, word);
    const meant = titles.get(word) ?? (count === 0 ? nearest() : undefined);
    return meant === undefined ? [word] : wordsOf(meant);
  };
  const findOnce = (typed: string): string[] => {
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
