import type { PackTable } from './pack-table';
import { classesOf, findPlaces, nowhere, type Places } from './text-scan';

/** From best to worst. */
const ranks = {
  ...{ exactTitle: 0, beginsTitle: 1, beginsWord: 2, inTitleOrClass: 3, author: 4, inClass: 5, elsewhere: 6 },
} as const;
export const rankCount = 7;

/** Whether no letter or digit stands before this place. */
function beginsAWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at - 1);
  return !((code >= 97 && code <= 122) || (code >= 48 && code <= 57));
}

/**
 * Makes a function that ranks a word by its first place in a row: the title comes before the author, the author before the node classes. Called for
 * each of twenty thousand rows with a key, so it makes nothing.
 */
function createRanker(table: PackTable, word: string): (row: number, at: number) => number {
  const { text, textStarts, titleEnds, authorEnds, nodesEnds } = table;
  const rankInTitle = (row: number, at: number): number => {
    const start = textStarts[row] ?? 0;
    if (at > start) return beginsAWord(text, at) ? ranks.beginsWord : ranks.inTitleOrClass;
    return start + word.length === titleEnds[row] ? ranks.exactTitle : ranks.beginsTitle;
  };
  return (row, at) => {
    if (at < (titleEnds[row] ?? 0)) return rankInTitle(row, at);
    if (at < (authorEnds[row] ?? 0)) return ranks.author;
    return at < (nodesEnds[row] ?? 0) ? ranks.inClass : ranks.elsewhere;
  };
}

/**
 * How well a word fits each row that has it: 0 is best. A class that is the word itself is as good as a word in a title.
 *
 * @param places The first place of the word in each row.
 * @param isFound 1 for each row that is asked for.
 */
export function rankWord(
  table: PackTable,
  { word, places }: { word: string; places: Places },
  isFound: Uint8Array,
): Uint8Array {
  const rankOf = new Uint8Array(table.rows);
  const isInClass = new Uint8Array(table.rows);
  const rankAt = createRanker(table, word);
  for (let row = 0; row < table.rows; row += 1) {
    if (isFound[row] !== 1) continue;
    const rank = rankAt(row, places[row] ?? 0);
    rankOf[row] = rank;
    if (rank === ranks.inClass) isInClass[row] = 1;
  }
  // One letter is nearly everywhere and hardly ever a class.
  if (word.length === 1) return rankOf;
  const exact = findPlaces(table, { word: `\n${word}\n`, field: classesOf(table), isWanted: isInClass });
  for (let row = 0; row < table.rows; row += 1) if (exact[row] !== nowhere) rankOf[row] = ranks.inTitleOrClass;
  return rankOf;
}
