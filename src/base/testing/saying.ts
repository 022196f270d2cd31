import { expect } from 'vitest';
import { isSentence, formatMessage } from '../../contract/text/message';

/** For tests only: matches a sentence by what it says in English, or by a part of that. */
export function saying(wanted: string | RegExp): unknown {
  return expect.toSatisfy(
    (one: unknown) => {
      if (!isSentence(one)) return false;
      return typeof wanted === 'string' ? formatMessage(one).includes(wanted) : wanted.test(formatMessage(one));
    },
    `says ${String(wanted)}`,
  );
}
