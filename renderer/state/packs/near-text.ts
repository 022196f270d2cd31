import {
  bitOf,
  firstLetterCount,
  firstLettersOf,
  isLetter,
  maskLetters,
} from '../../../src/contract/pack-table/word-places';

/** A place in a text that is nearly a word. */
export interface NearPlace {
  /** How many letters are wrong, missing, too many, or swapped with their neighbour. */
  distance: number;
  /** Where it ends in the text. */
  end: number;
}

/** How near texts are to one word. */
export interface Nearness {
  /** Whether a text is too far by its `maskOf` and its `firstLettersOf` alone. */
  isRuledOut: (mask: number, firstLetters: number) => boolean;
  /** The `firstLettersOf` a text that can be near, where no mistake is forgiven; null where there are several. */
  exactly: number | null;
  /** How near a text begins, from a place on and up to another, with the word; null when that is too far. */
  at: (text: string, from: number, to: number) => NearPlace | null;
}

/** How many mistakes are forgiven in a word: none in a short one, which is soon another word. */
export function forgivenIn(word: string): number {
  if (word.length < 4) return 0;
  return word.length < 7 ? 1 : 2;
}

/** How many bits are set: in pairs, in fours, in bytes, and all bytes added up by one multiplication. */
function countBits(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function bitsOf(codes: Uint8Array): number {
  return codes.reduce((bits, code) => bits | bitOf(code), 0);
}

/**
 * Makes what says whether a text is too far from a word by the letters that it begins with. It is asked for each place of a table, so it reckons with bits
 * alone. Of the letters with which the word begins only as many as mistakes are forgiven may lack in the text. Each mistake puts one letter of either in
 * its place or moves the others by one: so (a) of the three first letters of the text at most as many as are forgiven are not among those of the word, as
 * far as these can have moved; and (b) before the first letter that is as it was meant each mistake takes at most one letter of either, so it is among the
 * first `forgiven + 1` of both.
 */
function createRuling(wanted: Uint8Array, forgiven: number): Nearness['isRuledOut'] {
  // With mistakes the text has these letters among as many more of its own.
  const begun = bitsOf(wanted.subarray(0, maskLetters - forgiven));
  const near = bitsOf(wanted.subarray(0, firstLetterCount + forgiven));
  const first = bitsOf(wanted.subarray(0, forgiven + 1));
  // Of so short a word every letter may be a mistake, or what is like it in the text ends before its third letter.
  const isShort = wanted.length < firstLetterCount + forgiven;
  return (mask, firstLetters) => {
    if (countBits(begun & ~mask) > forgiven) return true;
    if (isShort) return false;
    let [strange, meant] = [0, 0];
    for (let at = 0; at < firstLetterCount; at += 1) {
      const code = (firstLetters >> (8 * at)) & 255;
      const bit = code === 0 ? near : bitOf(code);
      if ((bit & near) === 0) strange += 1;
      if (at <= forgiven && code !== 0) meant |= bit & first;
    }
    return strange > forgiven || meant === 0;
  };
}

/** The letters at a place of a text, without what stands between them, and where each of them ends. */
class Letters {
  readonly codes: Uint8Array;
  readonly #ends: Uint32Array;
  count = 0;

  constructor(longest: number) {
    this.codes = new Uint8Array(longest);
    this.#ends = new Uint32Array(longest);
  }

  read(text: string, from: number, to: number): void {
    this.count = 0;
    for (let at = from; at < to && this.count < this.codes.length; at += 1) {
      const code = text.charCodeAt(at);
      if (!isLetter(code)) continue;
      this.codes[this.count] = code;
      this.#ends[this.count] = at + 1;
      this.count += 1;
    }
  }

  endOf(length: number): number {
    return this.#ends[length - 1] ?? 0;
  }
}

/**
 * The distances of all beginnings of some letters from all beginnings of a word: one row more for each letter. Of a row only what lies within `most` of
 * the diagonal is reckoned, for everything else is farther than that.
 */
class Distances {
  readonly #wanted: Uint8Array;
  readonly #most: number;
  readonly #rows: readonly Uint8Array[];
  readonly #none = new Uint8Array();

  constructor(wanted: Uint8Array, most: number) {
    [this.#wanted, this.#most] = [wanted, most];
    const tooFar = (): Uint8Array => new Uint8Array(wanted.length + 1).fill(most + 1);
    this.#rows = Array.from({ length: wanted.length + most + 1 }, tooFar);
    for (let at = 0; at <= Math.min(most, wanted.length); at += 1) this.#row(0)[at] = at;
  }

  #row(length: number): Uint8Array {
    return this.#rows[length] ?? this.#none;
  }

  /** Whether the last two letters are two of the word that were swapped. */
  #isSwapped(codes: Uint8Array, length: number, at: number): boolean {
    if (length < 2 || at < 2) return false;
    const [last, before] = [codes[length - 1], codes[length - 2]];
    return this.#wanted[at - 2] === last && this.#wanted[at - 1] === before;
  }

  /** Adds the row of one more letter, and answers the least of it: no later row has less. */
  add({ codes }: Letters, length: number): number {
    const [row, above] = [this.#row(length), this.#row(length - 1)];
    // Beyond the diagonal a row keeps what it was made with.
    const last = Math.min(row.length - 1, length + this.#most);
    if (length <= this.#most) row[0] = length;
    let leastOfRow = row[0] ?? 0;
    for (let at = Math.max(1, length - this.#most); at <= last; at += 1) {
      const change = (above[at - 1] ?? 0) + Number(this.#wanted[at - 1] !== codes[length - 1]);
      let least = Math.min((row[at - 1] ?? 0) + 1, (above[at] ?? 0) + 1, change);
      if (this.#isSwapped(codes, length, at)) least = Math.min(least, (this.#row(length - 2)[at - 2] ?? 0) + 1);
      row[at] = least;
      leastOfRow = Math.min(leastOfRow, least);
    }
    return leastOfRow;
  }

  /** How far the first letters are from the whole word. */
  of(length: number): number {
    return this.#row(length)[this.#wanted.length] ?? 0;
  }
}

/**
 * Makes what says how near a text begins with a word (optimal string alignment: Damerau-Levenshtein without a second change of the same letters). It is
 * asked for each word of twenty thousand packs, so it makes no strings and keeps its rows of numbers. Of two ends that are as near the one counts
 * where a word of the text ends.
 *
 * @param word Folded; only its letters and digits count.
 * @param forgiven How many mistakes are not too many.
 */
export function createNearness(word: string, forgiven: number): Nearness {
  const wanted = Uint8Array.from(Array.from(word, (letter) => letter.charCodeAt(0)).filter(isLetter));
  const letters = new Letters(wanted.length + forgiven);
  const distances = new Distances(wanted, forgiven);
  const isBetter = (distance: number, endsWord: boolean, best: NearPlace | null): boolean =>
    best === null ? distance <= forgiven : distance < best.distance || (distance === best.distance && endsWord);
  const at = (text: string, from: number, to: number): NearPlace | null => {
    letters.read(text, from, to);
    if (letters.count < wanted.length - forgiven) return null;
    let best: NearPlace | null = null;
    for (let length = 1; length <= letters.count; length += 1) {
      if (distances.add(letters, length) > forgiven) return best;
      const [distance, end] = [distances.of(length), letters.endOf(length)];
      const endsWord = end === to || !isLetter(text.charCodeAt(end));
      if (isBetter(distance, endsWord, best)) best = { distance, end };
    }
    return best;
  };
  const exactly = forgiven === 0 && wanted.length >= firstLetterCount ? firstLettersOf(word, 0, word.length) : null;
  return { at, isRuledOut: createRuling(wanted, forgiven), exactly };
}
