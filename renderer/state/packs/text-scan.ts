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
export interface Look {
  /** Folded, as the table is. */
  word: string;
  field: Field;
  /** 1 for each row that is asked for. */
  isWanted: Uint8Array;
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
function walk(table: PackTable, { word, field, isWanted }: Look, places: Places): void {
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
function pickOut({ text, rows }: PackTable, { word, field, isWanted }: Look, places: Places): void {
  for (let row = 0; row < rows; row += 1) {
    if (isWanted[row] !== 1) continue;
    const start = field.from[row] ?? 0;
    const at = text.slice(start, field.to[row]).indexOf(word);
    if (at >= 0) places[row] = start + at;
  }
}

/** When more than one row in this many is asked for, walking through all of them is faster. */
const fewRows = 4;

/**
 * Finds the first place of a word in the field of each row that is asked for; `nowhere` in all others.
 *
 * @param places Is filled and answered. Lists that were made anew for each key would be 80 kB a word, and their collection falls into the typing.
 */
export function findPlaces(table: PackTable, look: Look, places: Places = new Uint32Array(table.rows)): Places {
  places.fill(nowhere);
  const isFew = countRows(look.isWanted) * fewRows < table.rows;
  (isFew ? pickOut : walk)(table, look, places);
  return places;
}
