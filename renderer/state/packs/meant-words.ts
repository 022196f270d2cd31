import UFuzzy from '@leeoniya/ufuzzy';
import { foldWord } from '../../../src/contract/pack-table/row';
import type { PackTable } from './pack-table';

/** Texts of titles or of node classes, those of packs with most stars first. Each stands once, as somebody may type it, and with what it consists of. */
type Vocabulary = ReadonlyMap<string, string>;

/** What was probably meant by the words of a search. */
export interface Meant {
  /** The words that were meant, one for each that stands apart in titles. */
  words: readonly string[];
  /** The same, but each typed word is one. */
  joined: readonly string[];
}

/** A word that is in so many rows was meant as it is. */
const enoughRows = 20;
/** Words as titles and classes have them; what is quoted, or of other letters, was meant as it is. */
const plainWord = /^[a-z0-9]+(?:[-_.]+[a-z0-9]+)*$/;
const separators = /[^a-z0-9]+/;
/** Shorter words are soon another word. */
const shortestWord = 4;
const rememberedWords = 50;

/** One letter of a word may be wrong, missing, too many, or swapped with its neighbour, but the first one. */
const singleError = { intraMode: 1 };
const fuzzy = new UFuzzy(singleError);

function wordsOf(text: string): string[] {
  return text.split(separators).filter((word) => word !== '');
}

/** The words of all titles, and each two that stand together as one, since "impactpack" is typed for "Impact Pack". */
function readTitles({ text, textStarts, titleEnds, rows }: PackTable): Vocabulary {
  const found = new Map<string, string>();
  const add = (joined: string, apart: string): void => {
    if (!found.has(joined)) found.set(joined, apart);
  };
  for (let row = 0; row < rows; row += 1) {
    let before: string | null = null;
    for (const word of wordsOf(text.slice(textStarts[row], titleEnds[row]))) {
      add(word, word);
      if (before !== null) add(before + word, `${before} ${word}`);
      before = word;
    }
  }
  return found;
}

function readClasses({ text, authorEnds, nodesEnds, rows }: PackTable): Vocabulary {
  const found = new Map<string, string>();
  for (let row = 0; row < rows; row += 1) {
    for (const name of text.slice(authorEnds[row], nodesEnds[row]).split('\n')) found.set(name, name);
  }
  return found;
}

/** What the text consists of that differs least in length from a word, among those that have it but for one letter; of several the first. */
function findNearest(vocabulary: Vocabulary, texts: string[], word: string): string | undefined {
  const near = (fuzzy.filter(texts, word) ?? []).map((at) => texts[at] ?? '');
  const [nearest] = near.toSorted((a, b) => Math.abs(a.length - word.length) - Math.abs(b.length - word.length));
  return nearest === undefined ? undefined : vocabulary.get(nearest);
}

/** The first answer that is one. */
function firstOf<Item, Answer>(items: readonly Item[], ask: (item: Item) => Answer | undefined): Answer | undefined {
  for (const item of items) {
    const answer = ask(item);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** A vocabulary that is read when it is first needed: nobody has to misspell anything. */
class Texts {
  readonly #read: () => Vocabulary;
  #known: { vocabulary: Vocabulary; texts: string[] } | null = null;

  constructor(read: () => Vocabulary) {
    this.#read = read;
  }

  #take(): { vocabulary: Vocabulary; texts: string[] } {
    if (this.#known !== null) return this.#known;
    const vocabulary = this.#read();
    this.#known = { vocabulary, texts: [...vocabulary.keys()] };
    return this.#known;
  }

  find(word: string): string | undefined {
    return this.#take().vocabulary.get(word);
  }

  findNearest(word: string): string | undefined {
    const { vocabulary, texts } = this.#take();
    return findNearest(vocabulary, texts, word);
  }
}

/**
 * Makes a function that replaces the words of a search by those that were probably meant: a word that no row has by the nearest words of a title, else
 * by the nearest node class; and one that few rows have by the words of a title that it joins ("impactpack"), which finds those few rows as well.
 *
 * @param countRows How many rows have a word.
 * @returns Null where everything was meant as it was typed.
 */
export function createMeantWords(
  tables: readonly PackTable[],
  countRows: (word: string) => number,
): (words: readonly string[]) => Meant | null {
  const titles = tables.map((table) => new Texts(() => readTitles(table)));
  const classes = tables.map((table) => new Texts(() => readClasses(table)));
  const known = new Map<string, readonly string[]>();
  const find = (typed: string): readonly string[] => {
    const word = foldWord(typed);
    const isPlain = word.length >= shortestWord && plainWord.test(word);
    const count = isPlain ? countRows(typed) : Infinity;
    if (count > enoughRows) return [typed];
    const joined = firstOf(titles, (texts) => texts.find(word));
    const nearest = () => firstOf([...titles, ...classes], (texts) => texts.findNearest(word));
    const meant = joined ?? (count === 0 ? nearest() : undefined);
    return meant === undefined ? [typed] : wordsOf(meant);
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
