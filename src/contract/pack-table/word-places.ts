/*
 * Where words begin in the searched text of a table. A mistyped word is looked for at these places; they are part of the file, so that nobody waits for
 * them while somebody types.
 */

/** Places of words, in the order of the rows. All four lists are of one length. */
export interface WordPlaces {
  from: Uint32Array;
  /** Where the title or the class ends. */
  to: Uint32Array;
  /** The mask of the letters that begin there, and the first of them: most places are ruled out by these alone. */
  masks: Uint32Array;
  firstLetters: Uint32Array;
}

/** The numbers of one place, counted from the beginning of its row, in the order of `WordPlaces`. */
export type WordPlace = readonly [from: number, to: number, mask: number, firstLetters: number];

const [zero, nine, smallA, smallZ, lineFeed] = [48, 57, 97, 122, 10];

/** Whether this is a letter or a digit of the folded text; a letter beyond ASCII is written in control letters, which are none. */
export function isLetter(code: number): boolean {
  return (code >= smallA && code <= smallZ) || (code >= zero && code <= nine);
}

/** The bit of a letter; digits share six of them. */
export function bitOf(code: number): number {
  return 1 << (code >= smallA ? code - smallA : 26 + (code % 6));
}

/** So many letters are in a mask: with more of them fewer texts are ruled out, since most letters are in a long one. */
export const maskLetters = 10;

/** Which letters a text begins with, from a place on and up to another: a bit for each of the alphabet, six for the digits. */
export function maskOf(text: string, from: number, to: number): number {
  let [mask, count] = [0, 0];
  for (let at = from; at < to && count < maskLetters; at += 1) {
    const code = text.charCodeAt(at);
    if (!isLetter(code)) continue;
    mask |= bitOf(code);
    count += 1;
  }
  return mask;
}

/** So many letters of a beginning are kept as they are: with as many mistakes as are ever forgiven, one of them is as it was meant. */
export const firstLetterCount = 3;

/** The first letters of a text, from a place on and up to another: eight bits for each, the first in the lowest. */
export function firstLettersOf(text: string, from: number, to: number): number {
  let [letters, count] = [0, 0];
  for (let at = from; at < to && count < firstLetterCount; at += 1) {
    const code = text.charCodeAt(at);
    if (!isLetter(code)) continue;
    letters |= code << (8 * count);
    count += 1;
  }
  return letters;
}

function placeOf(text: string, from: number, to: number): WordPlace {
  return [from, to, maskOf(text, from, to), firstLettersOf(text, from, to)];
}

/**
 * The places where words of a title begin.
 *
 * @param text The searched text of the row, which begins with its title.
 * @param end Where the title ends.
 */
export function findTitleWords(text: string, end: number): WordPlace[] {
  const places: WordPlace[] = [];
  let isInWord = false;
  for (let at = 0; at < end; at += 1) {
    const isWord = isLetter(text.charCodeAt(at));
    if (isWord && !isInWord) places.push(placeOf(text, at, end));
    isInWord = isWord;
  }
  return places;
}

/** The places where node classes begin, each of which ends with its line, from a place of the row's text on and up to another. */
export function findClasses(text: string, start: number, end: number): WordPlace[] {
  const places: WordPlace[] = [];
  let from = start;
  for (let at = start; at < end; at += 1) {
    if (text.charCodeAt(at) !== lineFeed) continue;
    if (at > from) places.push(placeOf(text, from, at));
    from = at + 1;
  }
  return places;
}

/**
 * Writes places into their lists.
 *
 * @param placesOfRows Of each row, counted from its beginning.
 * @param starts Where each row begins in the text of all.
 */
export function fillPlaces(
  { from, to, masks, firstLetters }: WordPlaces,
  placesOfRows: readonly (readonly WordPlace[])[],
  starts: Uint32Array,
): void {
  let place = 0;
  for (const [row, places] of placesOfRows.entries()) {
    const start = starts[row] ?? 0;
    for (const [begin, end, mask, first] of places) {
      from[place] = start + begin;
      to[place] = start + end;
      masks[place] = mask;
      firstLetters[place] = first;
      place += 1;
    }
  }
}
