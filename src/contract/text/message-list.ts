import { msg, type Message, type Sentence } from './message';

/** Several things in one sentence: `a, b, c`, with what stands between them in the language of whoever reads it. */
export function listMessage([first = '', ...rest]: readonly Sentence[]): Message {
  return rest.length === 0 ? { english: '{0}', values: [first] } : msg`${first}, ${listMessage(rest)}`;
}
