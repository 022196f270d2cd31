import { createNearness, forgivenIn, isLetter, type Nearness } from './near-text';
import type { PackTable } from './pack-table';
import { placesOf, type WordPlaces } from './word-places';

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

/** Looks at the words of titles and at node classes, and keeps the nearest place; of two that are as near the earlier one. */
class NearestPlace {
  readonly #text: string;
  readonly #nearness: Nearness;
  best: Found | null = null;

  constructor(text: string, nearness: Nearness) {
    [this.#text, this.#nearness] = [text, nearness];
  }

  /** Whether the word is near enough here. */
  #look(from: number, limit: number, extra: number): boolean {
    const near = this.#nearness.at(this.#text, from, limit);
    if (near === null) return false;
    const end = endOfWord(this.#text, near.end, limit);
    const isUnfinished = end > near.end;
    // Who typed several words as one has finished the last of them: "gguff" is no "GGUF for".
    if (isUnfinished && endOfWord(this.#text, from, limit) < near.end) return false;
    const cost = near.distance * costs.mistake + (isUnfinished ? costs.unfinished : 0) + extra;
    if (this.best === null || cost < this.best.cost) this.best = { cost, from, to: end };
    return true;
  }

  /** Looks wherever the letters are those of the word. */
  #walk({ from, to, masks }: WordPlaces, look: (from: number, limit: number) => void): void {
    for (let place = 0; place < masks.length; place += 1) {
      if (!this.#nearness.isRuledOut(masks[place] ?? 0)) look(from[place] ?? 0, to[place] ?? 0);
    }
  }

  lookAtTitles(places: WordPlaces): void {
    this.#walk(places, (from, end) => {
      const wordEnd = endOfWord(this.#text, from, end);
      // One word comes before several that were typed as one.
      if (!this.#look(from, wordEnd, 0) && wordEnd < end) this.#look(from, end, 0);
    });
  }

  lookAtClasses(places: WordPlaces): void {
    this.#walk(places, (from, end) => this.#look(from, end, costs.nodeClass));
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
  nearest.lookAtTitles(placesOf(table).titles);
  const words = nearest.read()?.words ?? [];
  return words.length > 1 ? words : null;
}

/**
 * Finds the words of a title, or the node class, that are nearest to a word. Of two that are as near that of the pack with more stars counts, which is
 * the first row.
 *
 * @param word Folded.
 */
export function findNearWord(table: PackTable, word: string): NearWord | null {
  const nearest = new NearestPlace(table.text, createNearness(word, forgivenIn(word)));
  const { titles, classes } = placesOf(table);
  nearest.lookAtTitles(titles);
  nearest.lookAtClasses(classes);
  return nearest.read();
}
