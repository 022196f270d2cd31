/** Narrows the settings to those that are not as the app comes. */
const changedToken = '@changed';

/** Letters of writings that put no gaps between words. */
const withoutGaps = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/u;

/** Whether a word of the text begins with this; anywhere in it, where words have no beginnings. */
function hasWord(text: string, word: string): boolean {
  if (withoutGaps.test(word)) return text.includes(word);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))) return true;
  }
  return false;
}

/**
 * Whether a setting answers what is looked for: every word of the query is in it, in any order. Anywhere in its title; in the other texts only where a
 * word begins, because "port" is not about reports.
 */
export function answersQuery(query: string, title: string, ...texts: readonly string[]): boolean {
  const called = title.toLowerCase();
  const allText = texts.join(' ').toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => called.includes(word) || hasWord(allText, word));
}

/** What a query asks: the words, and whether only changed settings are wanted. */
export function readSettingQuery(query: string): { words: string; isChangedOnly: boolean } {
  const words = query.trim().split(/\s+/u);
  return {
    words: words.filter((word) => word !== changedToken).join(' '),
    isChangedOnly: words.includes(changedToken),
  };
}

/** The same query with the token, or without it. */
export function toggleChanged(query: string): string {
  const { words, isChangedOnly } = readSettingQuery(query);
  return isChangedOnly ? words : [changedToken, words].filter(Boolean).join(' ');
}
