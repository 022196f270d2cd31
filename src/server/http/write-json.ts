import { isSentence, formatMessage } from '../../contract/text/message';

/** Writes JSON with every sentence spelled out in English, but for those that stand in `words` beside their English. */
export function writeJson(value: object): string {
  const text = JSON.stringify(value);
  // Most answers have none, and a function that sees every value of a long one is slow.
  if (!text.includes('"english":')) return text;
  const inWords = new WeakSet<object>();
  return JSON.stringify(value, function (this: object, key, one: unknown) {
    if (typeof one !== 'object' || one === null) return one;
    if (key !== 'words' && !inWords.has(this)) return isSentence(one) ? formatMessage(one) : one;
    inWords.add(one);
    return one;
  });
}
