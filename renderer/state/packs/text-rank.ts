import type { PackQuery } from './pack-query';
import type { PackText } from './pack-table';

/** From best to worst. */
const ranks = {
  ...{ exact: 0, beginsTitle: 1, beginsWord: 2, inTitle: 3, author: 4, inClass: 5, elsewhere: 6 },
} as const;
export const rankCount = 7;

/** How well a pack fits a search: 0 is best, which is a title or a node class that is the word itself. Null: it lacks something. */
export type RankText = (text: PackText) => number | null;

/** What half of all titles begin with, so that it says nothing: "ComfyUI-GGUF" begins with "GGUF". */
const emptyBeginning = /^comfy(?:ui)?(?:'s)?[^a-z0-9]*$/;

function rankInTitle(title: string, word: string, at: number): number {
  if (at > 0 && /[a-z0-9]/.test(title.charAt(at - 1))) return ranks.inTitle;
  if (at > 0 && !emptyBeginning.test(title.slice(0, at))) return ranks.beginsWord;
  return at + word.length === title.length ? ranks.exact : ranks.beginsTitle;
}

function rankPlace({ title, author, classes, rest }: PackText, word: string): number | null {
  const at = title.indexOf(word);
  if (at >= 0) return rankInTitle(title, word, at);
  if (author.includes(word)) return ranks.author;
  if (classes.includes(word)) return ranks.inClass;
  return rest.includes(word) ? ranks.elsewhere : null;
}

function rankWord(text: PackText, word: string): number | null {
  const rank = rankPlace(text, word);
  // One letter is nearly everywhere and hardly ever a class.
  const isClass = rank !== null && word.length > 1 && text.classes.includes(`\n${word}\n`);
  return isClass ? ranks.exact : rank;
}

/** A pack is as good as the word that fits it worst. */
function rankWords(text: PackText, words: readonly string[]): number | null {
  let worst: number = ranks.exact;
  for (const word of words) {
    const rank = rankWord(text, word);
    if (rank === null) return null;
    worst = Math.max(worst, rank);
  }
  // "KSampler (Efficient)" is one class, and two words of a search.
  return words.length > 1 && text.classes.includes(`\n${words.join(' ')}\n`) ? ranks.exact : worst;
}

/** Ranks packs by a search: every part of it must match. */
export function rankBy({ words, nodes, authors, tags }: PackQuery): RankText {
  return (text) => {
    const isInFields =
      nodes.every((word) => text.classes.includes(word)) &&
      authors.every((word) => text.author.includes(word)) &&
      tags.every((word) => text.tags.includes(word));
    return isInFields ? rankWords(text, words) : null;
  };
}

/** Words that stand apart in one title stand together in another: a pack is as good as the better of both says. */
export function rankByBetter(apart: RankText, together: RankText): RankText {
  return (text) => {
    const rank = apart(text);
    return rank === null ? null : Math.min(rank, together(text) ?? rank);
  };
}
