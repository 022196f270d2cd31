import { isLetter, maskOf } from './near-text';
import type { PackTable } from './pack-table';

/** Where words begin in the text of a table, in the order of its rows. All three lists are of one length. */
export interface WordPlaces {
  from: Uint32Array;
  /** Where the title or the class ends. */
  to: Uint32Array;
  /** The mask of the letters that begin there: most places are ruled out by it alone. */
  masks: Uint32Array;
}

/** The places of one table. */
export interface TablePlaces {
  /** Each word of each title. */
  titles: WordPlaces;
  /** Each node class. */
  classes: WordPlaces;
}

const lineFeed = 10;

/** Collects places without an object for each. */
class Collected {
  #numbers = new Uint32Array(3 * 1024);
  #count = 0;

  add(text: string, from: number, to: number): void {
    if (this.#count === this.#numbers.length) {
      const longer = new Uint32Array(2 * this.#count);
      longer.set(this.#numbers);
      this.#numbers = longer;
    }
    this.#numbers[this.#count] = from;
    this.#numbers[this.#count + 1] = to;
    this.#numbers[this.#count + 2] = maskOf(text, from, to);
    this.#count += 3;
  }

  read(): WordPlaces {
    const [all, count] = [this.#numbers, this.#count / 3];
    const places = { from: new Uint32Array(count), to: new Uint32Array(count), masks: new Uint32Array(count) };
    for (let place = 0; place < count; place += 1) {
      places.from[place] = all[3 * place] ?? 0;
      places.to[place] = all[3 * place + 1] ?? 0;
      places.masks[place] = all[3 * place + 2] ?? 0;
    }
    return places;
  }
}

function addTitle(places: Collected, text: string, { start, end }: { start: number; end: number }): void {
  let isInWord = false;
  for (let at = start; at < end; at += 1) {
    const isWord = isLetter(text.charCodeAt(at));
    if (isWord && !isInWord) places.add(text, at, end);
    isInWord = isWord;
  }
}

function addClasses(places: Collected, text: string, { start, end }: { start: number; end: number }): void {
  let from = start;
  for (let at = start; at < end; at += 1) {
    if (text.charCodeAt(at) !== lineFeed) continue;
    if (at > from) places.add(text, from, at);
    from = at + 1;
  }
}

function findPlaces({ text, rows, textStarts, titleEnds, authorEnds, nodesEnds }: PackTable): TablePlaces {
  const [titles, classes] = [new Collected(), new Collected()];
  for (let row = 0; row < rows; row += 1) {
    addTitle(titles, text, { start: textStarts[row] ?? 0, end: titleEnds[row] ?? 0 });
    addClasses(classes, text, { start: (authorEnds[row] ?? 0) + 1, end: nodesEnds[row] ?? 0 });
  }
  return { titles: titles.read(), classes: classes.read() };
}

const known = new WeakMap<PackTable, TablePlaces>();

/** The places of a table, found when a search wants them first: 3 MB with 20,000 packs, which most people never need. */
export function placesOf(table: PackTable): TablePlaces {
  const places = known.get(table) ?? findPlaces(table);
  known.set(table, places);
  return places;
}
