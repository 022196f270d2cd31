import type { PackTable } from './pack-table';
import type { Places } from './text-scan';

/** From best to worst. */
const ranks = {
  ...{ exact: 0, beginsTitle: 1, beginsWord: 2, inTitle: 3, author: 4, inClass: 5, elsewhere: 6 },
} as const;
export const rankCount = 7;

/** What half of all titles begin with, so that it says nothing: "ComfyUI-GGUF" begins with "GGUF". */
const emptyBeginning = /^comfy(?:ui)?(?:'s)?[^a-z0-9]*$/;
const longestEmptyBeginning = 12;

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
  const beginsTitle = (start: number, at: number): boolean =>
    at === start || (at - start <= longestEmptyBeginning && emptyBeginning.test(text.slice(start, at)));
  const rankInTitle = (row: number, at: number): number => {
    const start = textStarts[row] ?? 0;
    if (at > start && !beginsAWord(text, at)) return ranks.inTitle;
    if (!beginsTitle(start, at)) return ranks.beginsWord;
    return at + word.length === titleEnds[row] ? ranks.exact : ranks.beginsTitle;
  };
  return (row, at) => {
    if (at < (titleEnds[row] ?? 0)) return rankInTitle(row, at);
    if (at < (authorEnds[row] ?? 0)) return ranks.author;
    return at < (nodesEnds[row] ?? 0) ? ranks.inClass : ranks.elsewhere;
  };
}

/**
 * How well a word fits each row that has it: 0 is best, which is a title or a node class that is the word itself.
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
  const rankAt = createRanker(table, word);
  for (let row = 0; row < table.rows; row += 1) {
    if (isFound[row] === 1) rankOf[row] = rankAt(row, places[row] ?? 0);
  }
  // One letter is nearly everywhere and hardly ever a class.
  return word.length === 1 ? rankOf : preferClass(table, { name: word, isFound }, rankOf);
}

/** Puts the rows first that have a node class of this very name, whatever else they are called. */
export function preferClass(
  { text, authorEnds, nodesEnds, rows }: PackTable,
  { name, isFound }: { name: string; isFound: Uint8Array },
  rankOf: Uint8Array,
): Uint8Array {
  const line = `\n${name}\n`;
  for (let row = 0; row < rows; row += 1) {
    if (isFound[row] === 1 && text.slice(authorEnds[row], nodesEnds[row]).includes(line)) rankOf[row] = ranks.exact;
  }
  return rankOf;
}
