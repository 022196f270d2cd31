import { firstLettersOf, isLetter, maskOf } from './near-text';
import type { PackTable } from './pack-table';

/** Where words begin in the text of a table, in the order of its rows. All four lists are of one length. */
export interface WordPlaces {
  from: Uint32Array;
  /** Where the title or the class ends. */
  to: Uint32Array;
  /** The mask of the letters that begin there, and the first of them: most places are ruled out by these alone. */
  masks: Uint32Array;
  firstLetters: Uint32Array;
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
  #numbers = new Uint32Array(4 * 1024);
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
    this.#numbers[this.#count + 3] = firstLettersOf(text, from, to);
    this.#count += 4;
  }

  read(): WordPlaces {
    const [all, count] = [this.#numbers, this.#count / 4];
    const column = (at: number): Uint32Array => {
      const numbers = new Uint32Array(count);
      for (let place = 0; place < count; place += 1) numbers[place] = all[4 * place + at] ?? 0;
      return numbers;
    };
    return { from: column(0), to: column(1), masks: column(2), firstLetters: column(3) };
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

/** So many rows at a time: less than a millisecond. */
const rowsOfStep = 250;

/** Goes through the rows in small steps, so that nobody has to wait for all of them. */
function* findPlaces({ text, rows, textStarts, titleEnds, authorEnds, nodesEnds }: PackTable) {
  const [titles, classes] = [new Collected(), new Collected()];
  for (let row = 0; row < rows; row += 1) {
    addTitle(titles, text, { start: textStarts[row] ?? 0, end: titleEnds[row] ?? 0 });
    addClasses(classes, text, { start: (authorEnds[row] ?? 0) + 1, end: nodesEnds[row] ?? 0 });
    if (row % rowsOfStep === rowsOfStep - 1) yield;
  }
  return { titles: titles.read(), classes: classes.read() } satisfies TablePlaces;
}

const known = new WeakMap<PackTable, TablePlaces>();
const begun = new WeakMap<PackTable, ReturnType<typeof findPlaces>>();

/** One step more; the places once there are no further steps. */
function goOn(table: PackTable): TablePlaces | null {
  const ready = known.get(table);
  if (ready) return ready;
  const steps = begun.get(table) ?? findPlaces(table);
  begun.set(table, steps);
  const { done, value } = steps.next();
  if (done !== true) return null;
  known.set(table, value);
  begun.delete(table);
  return value;
}

/** The places of a table, found when a search wants them first: 4 MB with 20,000 packs, which most people never need. */
export function placesOf(table: PackTable): TablePlaces {
  for (;;) {
    const places = goOn(table);
    if (places !== null) return places;
  }
}

/**
 * Finds the places of tables a little ahead, while nothing else has to be done.
 *
 * @returns Ends it.
 */
export function preparePlaces(tables: readonly PackTable[]): () => void {
  let request = 0;
  const work = (deadline: IdleDeadline): void => {
    while (deadline.timeRemaining() > 1) if (tables.every((table) => goOn(table) !== null)) return;
    request = requestIdleCallback(work);
  };
  request = requestIdleCallback(work);
  return () => cancelIdleCallback(request);
}
