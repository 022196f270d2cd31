import { expect } from 'vitest';
import { isSaid, spell } from '../../contract/text/said';

/** For tests only: matches a sentence by what it says in English, or by a part of that. */
export function saying(wanted: string | RegExp): unknown {
  return expect.toSatisfy(
    (one: unknown) => {
      if (!isSaid(one)) return false;
      return typeof wanted === 'string' ? spell(one).includes(wanted) : wanted.test(spell(one));
    },
    `says ${String(wanted)}`,
  );
}
