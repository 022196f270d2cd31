import type { PackTable } from './pack-table';

/** Places in the searched text of a table, one for each row. */
export type Places = Uint32Array;

/** In a list of places: the row does not have the word. */
export const nowhere = 0xffffffff;

/** A part of each row's text: from a place, up to another. */
export interface Field {
  from: Places;
  to: Places;
}

/** What is looked for, and where. */
export interface TextScan {
  /** Folded, as the table is. */
  word: string;
  field: Field;
  /** 1 for each row that is asked for. */
  isWanted: Uint8Array;
  /** The list of places has the first place of so many letters of the word for each row that is asked for and has them; null: it says nothing. */
  known?: number | null;
}

/** The whole text of each row. */
export function wholeRows({ textStarts, rows }: PackTable): Field {
  return { from: textStarts, to: textStarts.subarray(1, rows + 1) };
}

/** The node classes of each row. */
export function classesOf({ authorEnds, nodesEnds }: PackTable): Field {
  return { from: authorEnds, to: nodesEnds };
}

/** The author of each row. */
export function authorsOf({ titleEnds, authorEnds }: PackTable): Field {
  return { from: titleEnds, to: authorEnds };
}

/** The tags of each row. */
export function tagsOf({ tagStarts, textStarts, rows }: PackTable): Field {
  return { from: tagStarts, to: textStarts.subarray(1, rows + 1) };
}

/** How many rows are marked. */
export function countRows(isFound: Uint8Array): number {
  let count = 0;
  for (let row = 0; row < isFound.length; row += 1) count += isFound[row] ?? 0;
  return count;
}

/** One walk through the whole text: from one place of the word to the next, and from a row that has it straight to the following one. */
function walk(table: PackTable, { word, field, isWanted }: TextScan, places: Places): void {
  const { text, rows } = table;
  const { to: ends } = wholeRows(table);
  let row = 0;
  while (row < rows) {
    if (isWanted[row] !== 1) {
      row += 1;
      continue;
    }
    const at = text.indexOf(word, field.from[row]);
    if (at < 0) return;
    if (at < (field.to[row] ?? 0)) places[row] = at;
    row += 1;
    // No row before that place has the word, so the scan goes on at the row in which the place lies.
    while ((ends[row] ?? nowhere) <= at) row += 1;
  }
}

/** Row by row, for few of them: a walk would read all the rows between. */
function pickOut({ text, rows }: PackTable, { word, field, isWanted }: TextScan, places: Places): void {
  for (let row = 0; row < rows; row += 1) {
    if (isWanted[row] !== 1) continue;
    const start = field.from[row] ?? 0;
    const at = text.slice(start, field.to[row]).indexOf(word);
    if (at >= 0) places[row] = start + at;
  }
}

/** When more than one row in this many is asked for, walking through all of them is faster. */
const fewRows = 4;

function areFew({ rows }: PackTable, isWanted: Uint8Array): boolean {
  return countRows(isWanted) * fewRows < rows;
}

/** Finds the next place of a word after another place of its row, and before the end of it; asked for one row after the other. */
type FindNext = (place: number, to: number) => number;

function createNext({ text }: PackTable, word: string, isFew: boolean): FindNext {
  if (isFew) {
    return (place, to) => {
      const at = text.slice(place + 1, to).indexOf(word);
      return at < 0 ? nowhere : place + 1 + at;
    };
  }
  // One walk through the whole text: a place that lies in a later row is the next one of all rows between.
  let next = 0;
  return (place, to) => {
    if (next <= place) {
      const at = text.indexOf(word, place + 1);
      next = at < 0 ? nowhere : at;
    }
    return next < to ? next : nowhere;
  };
}

/** A word of which a shorter form was looked for before. */
type Longer = TextScan & { known: number };

/** Whether a text goes on with the letters that were not looked for, behind a place of the others. */
function goesOn(text: string, place: number, { word, known }: Longer): boolean {
  for (let at = known; at < word.length; at += 1) if (text.charCodeAt(place + at) !== word.charCodeAt(at)) return false;
  return true;
}

/** Goes on where a shorter form of the word was found: most rows have the longer one at the same place, and none has it before. */
function lengthen(table: PackTable, scan: Longer, places: Places): void {
  const { text, rows } = table;
  const { word, field, isWanted } = scan;
  const findNext = createNext(table, word, areFew(table, isWanted));
  for (let row = 0; row < rows; row += 1) {
    const place = places[row] ?? nowhere;
    if (place === nowhere) continue;
    if (isWanted[row] !== 1) places[row] = nowhere;
    else if (!goesOn(text, place, scan)) places[row] = findNext(place, field.to[row] ?? 0);
  }
}

/**
 * Finds the first place of a word in the field of each row that is asked for; `nowhere` in all others.
 *
 * @param places Is filled and answered. Lists that were made anew for each key would be 80 kB a word, and their collection falls into the typing.
 */
export function findPlaces(table: PackTable, scan: TextScan, places: Places = new Uint32Array(table.rows)): Places {
  const { known = null } = scan;
  if (known !== null) {
    lengthen(table, { ...scan, known }, places);
    return places;
  }
  places.fill(nowhere);
  (areFew(table, scan.isWanted) ? pickOut : walk)(table, scan, places);
  return places;
}
