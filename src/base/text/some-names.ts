import { msg, type Sentence } from '../../contract/text/message';

/** Names for a sentence: the first few, and how many more: `a, b and 3 more`. */
export function someNames(names: readonly string[], most: number): Sentence {
  const shown = names.slice(0, most).join(', ');
  const more = names.length - most;
  return more > 0 ? msg`${shown} and ${more} more` : shown;
}
