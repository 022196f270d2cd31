import { say, type Said, type Sentence } from './said';

/** Several things in one sentence: `a, b, c`, with what stands between them in the language of whoever reads it. */
export function sayList([first = '', ...rest]: readonly Sentence[]): Said {
  return rest.length === 0 ? { english: '{0}', values: [first] } : say`${first}, ${sayList(rest)}`;
}
