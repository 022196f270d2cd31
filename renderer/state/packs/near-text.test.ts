import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstLettersOf, maskOf } from '../../../src/contract/pack-table/word-places';
import { createNearness, forgivenIn } from './near-text';

/** Optimal string alignment as it is written down, by recursion. */
function distanceOf(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const [lessA, lessB] = [a.slice(0, -1), b.slice(0, -1)];
  const isSame = a.at(-1) === b.at(-1);
  const ways = [distanceOf(lessA, b) + 1, distanceOf(a, lessB) + 1, distanceOf(lessA, lessB) + (isSame ? 0 : 1)];
  const isSwapped = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1);
  if (isSwapped) ways.push(distanceOf(a.slice(0, -2), b.slice(0, -2)) + 1);
  return Math.min(...ways);
}
const beginningsOf = (text: string): string[] =>
  Array.from({ length: text.length }, (_none, at) => text.slice(0, at + 1));

describe('how near a text begins with a word', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1'), minLength: 1, maxLength: 5 });

  it('is the distance of its nearest beginning, where that is forgiven', () => {
    fc.assert(
      fc.property(words, words, fc.nat(2), (word, text, forgiven) => {
        const least = Math.min(...beginningsOf(text).map((beginning) => distanceOf(word, beginning)));
        const near = createNearness(word, forgiven).at(text, 0, text.length);
        expect(near?.distance ?? null).toBe(least <= forgiven ? least : null);
        if (near !== null) expect(distanceOf(word, text.slice(0, near.end))).toBe(least);
      }),
      { numRuns: 400 },
    );
  });

  it('is never ruled out by the letters of a text that is near enough', () => {
    const letters = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', '1', '7', ' '),
      minLength: 1,
      maxLength: 14,
    });
    const edits = fc.array(fc.tuple(fc.nat(14), fc.constantFrom('', 'x', 'yz')), { maxLength: 2 });
    fc.assert(
      fc.property(letters, edits, fc.string({ maxLength: 4 }), (word, changes, rest) => {
        const text = changes.reduce((line, [at, by]) => line.slice(0, at) + by + line.slice(at + 1), word) + rest;
        const { at, isRuledOut } = createNearness(word, 2);
        if (at(text, 0, text.length) === null) return;
        expect(isRuledOut(maskOf(text, 0, text.length), firstLettersOf(text, 0, text.length))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('is ruled out by other letters, and by other first letters', () => {
    const isRuledOut = (word: string, text: string) =>
      createNearness(word, 1).isRuledOut(maskOf(text, 0, text.length), firstLettersOf(text, 0, text.length));
    expect(isRuledOut('depth', 'controlnet')).toBe(true);
    expect(isRuledOut('depth', 'path depths')).toBe(true);
    expect(isRuledOut('depth', 'epth')).toBe(false);
  });

  it('of a longer word, with no more mistakes, is found only where the shorter one is', () => {
    fc.assert(
      fc.property(
        fc.tuple(words, fc.constantFrom('a', 'b', 'c')),
        words,
        fc.nat(2),
        ([word, letter], text, forgiven) => {
          const isNear = (typed: string) => createNearness(typed, forgiven).at(text, 0, text.length) !== null;
          if (isNear(word + letter)) expect(isNear(word) || word.length <= forgiven).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is the same for the second text as for the first', () => {
    const nearAt = createNearness('ipadaptr', 2).at;
    const ask = () => nearAt('ipadapter plus', 0, 14);
    const first = ask();
    nearAt('animatediff', 0, 11);
    expect(first).toEqual({ distance: 1, end: 9 });
    expect(ask()).toEqual(first);
  });

  it('passes over what is no letter, and ends where a word does', () => {
    expect(createNearness('impactpack', 0).at('an impact-pack, too', 3, 19)).toEqual({ distance: 0, end: 14 });
    expect(createNearness('contolnet', 2).at('controlnets', 0, 11)).toEqual({ distance: 1, end: 10 });
  });

  it('forgives nothing in short words, and two letters in long ones', () => {
    expect(['wan', 'flux', 'ipadap', 'ipadapt'].map(forgivenIn)).toEqual([0, 1, 1, 2]);
  });
});
