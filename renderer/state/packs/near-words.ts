import { isLetter, type WordPlaces } from '../../../src/contract/pack-table/word-places';
import { createNearness, forgivenIn, type Nearness } from './near-text';
import type { PackTable } from './pack-table';

/** What somebody who typed a word may have meant. */
export interface NearWord {
  /** Folded: one word, or several that were typed as one. */
  words: readonly string[];
  /** How far it is from what was typed, less is nearer; comparable between tables. */
  cost: number;
}

/** A mistake costs more than that only the beginning of a word was typed, and that more than that it is a node class. */
const costs = { mistake: 4, unfinished: 2, nodeClass: 1 } as const;

/** A place in the text of a table. */
interface Found {
  cost: number;
  from: number;
  to: number;
}

/** The end of the word that lies at a place. */
function endOfWord(text: string, at: number, limit: number): number {
  let end = at;
  while (end < limit && isLetter(text.charCodeAt(end))) end += 1;
  return end;
}

/** Places of a list, by their numbers; null: all of them. */
type Some = Uint32Array | null;

/** Looks at the words of titles and at node classes, and keeps the nearest place; of two that are as near the earlier one. */
class NearestPlace {
  readonly #text: string;
  readonly #nearness: Nearness;
  best: Found | null = null;

  constructor(text: string, nearness: Nearness) {
    [this.#text, this.#nearness] = [text, nearness];
  }

  /** Whether the word is near enough here to be meant, which says nothing yet of what else is near. */
  #look(from: number, limit: number, extra: number): 'far' | 'near' | 'meant' {
    const near = this.#nearness.at(this.#text, from, limit);
    if (near === null) return 'far';
    const end = endOfWord(this.#text, near.end, limit);
    const isUnfinished = end > near.end;
    // Who typed several words as one has finished the last of them: "gguff" is no "GGUF for".
    if (isUnfinished && endOfWord(this.#text, from, limit) < near.end) return 'near';
    const cost = near.distance * costs.mistake + (isUnfinished ? costs.unfinished : 0) + extra;
    if (this.best === null || cost < this.best.cost) this.best = { cost, from, to: end };
    return 'meant';
  }

  /** One word comes before several that were typed as one. */
  #lookAtTitle(from: number, end: number): boolean {
    const wordEnd = endOfWord(this.#text, from, end);
    const asOne = this.#look(from, wordEnd, 0);
    if (asOne === 'meant' || wordEnd === end) return asOne !== 'far';
    return this.#look(from, end, 0) !== 'far';
  }

  /** The places that begin with the first letters of the word; the engine finds them faster than any code of ours that never ran before. */
  #chooseExact({ firstLetters }: WordPlaces, wanted: number): Uint32Array {
    const chosen: number[] = [];
    for (let at = firstLetters.indexOf(wanted); at >= 0; at = firstLetters.indexOf(wanted, at + 1)) chosen.push(at);
    return Uint32Array.from(chosen);
  }

  /** The places whose letters may be those of the word. */
  #choose({ masks, firstLetters }: WordPlaces, some: Some): Uint32Array {
    const { isRuledOut } = this.#nearness;
    const count = some === null ? masks.length : some.length;
    const chosen = new Uint32Array(count);
    let chosenCount = 0;
    for (let at = 0; at < count; at += 1) {
      const place = some === null ? at : (some[at] ?? 0);
      if (isRuledOut(masks[place] ?? 0, firstLetters[place] ?? 0)) continue;
      chosen[chosenCount] = place;
      chosenCount += 1;
    }
    return chosen.subarray(0, chosenCount);
  }

  /** Looks wherever the letters may be those of the word, and answers where it is near. */
  #walk(places: WordPlaces, some: Some, isNear: (from: number, to: number) => boolean): Uint32Array {
    const { exactly } = this.#nearness;
    const chosen = exactly === null ? this.#choose(places, some) : this.#chooseExact(places, exactly);
    return chosen.filter((place) => isNear(places.from[place] ?? 0, places.to[place] ?? 0));
  }

  lookAtTitles(places: WordPlaces, some: Some = null): Uint32Array {
    return this.#walk(places, some, (from, end) => this.#lookAtTitle(from, end));
  }

  lookAtClasses(places: WordPlaces, some: Some = null): Uint32Array {
    return this.#walk(places, some, (from, end) => this.#look(from, end, costs.nodeClass) !== 'far');
  }

  read(): NearWord | null {
    if (this.best === null) return null;
    const { from, to, cost } = this.best;
    const words = this.#text.slice(from, to).split(/[^a-z0-9]+/);
    return { words: words.filter((part) => part !== ''), cost };
  }
}

/** The words of a title that a word joins, as "impactpack" joins "Impact Pack"; of several that of the pack with most stars. Null where there are none. */
export function findJoinedWords(table: PackTable, word: string): readonly string[] | null {
  const nearest = new NearestPlace(table.text, createNearness(word, 0));
  nearest.lookAtTitles(table.titleWords);
  const words = nearest.read()?.words ?? [];
  return words.length > 1 ? words : null;
}

/** The word that was looked for last with so many mistakes forgiven, and where it was near. */
interface Last {
  word: string;
  titles: Uint32Array;
  classes: Uint32Array;
}

const noWord: Last = { word: '\n', titles: new Uint32Array(), classes: new Uint32Array() };

/**
 * Makes what looks for a word with a number of mistakes forgiven. A word is typed letter by letter, and where it is near its beginning was near as well:
 * only there it is looked for again.
 */
function createNearSearch(table: PackTable, forgiven: number): (word: string) => NearWord | null {
  let last = noWord;
  return (word) => {
    const before = word.startsWith(last.word) ? last : null;
    const nearest = new NearestPlace(table.text, createNearness(word, forgiven));
    const titles = nearest.lookAtTitles(table.titleWords, before?.titles);
    const classes = nearest.lookAtClasses(table.classes, before?.classes);
    last = { word, titles, classes };
    return nearest.read();
  };
}

/**
 * Makes what finds the words of a title, or the node class, that are nearest to a word. Of two that are as near that of the pack with more stars counts,
 * which is the first row. Two mistakes are looked for only where nothing has one: no cost of one mistake is that of two, and a tenth of the places comes
 * into question.
 *
 * @returns Takes a folded word.
 */
export function createNearWordFinder(table: PackTable): (word: string) => NearWord | null {
  const [one, two] = [createNearSearch(table, 1), createNearSearch(table, 2)];
  return (word) => {
    const forgiven = forgivenIn(word);
    if (forgiven === 0) return null;
    return one(word) ?? (forgiven === 2 ? two(word) : null);
  };
}
