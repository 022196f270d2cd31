import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
        const near = createNearness(word, forgiven)(text, 0, text.length);
        expect(near?.distance ?? null).toBe(least <= forgiven ? least : null);
        if (near !== null) expect(distanceOf(word, text.slice(0, near.end))).toBe(least);
      }),
      { numRuns: 400 },
    );
  });

  it('is the same for the second text as for the first', () => {
    const nearAt = createNearness('ipadaptr', 2);
    const ask = () => nearAt('ipadapter plus', 0, 14);
    const first = ask();
    nearAt('animatediff', 0, 11);
    expect(first).toEqual({ distance: 1, end: 9 });
    expect(ask()).toEqual(first);
  });

  it('passes over what is no letter, and ends where a word does', () => {
    expect(createNearness('impactpack', 0)('an impact-pack, too', 3, 19)).toEqual({ distance: 0, end: 14 });
    expect(createNearness('contolnet', 2)('controlnets', 0, 11)).toEqual({ distance: 1, end: 10 });
  });

  it('forgives nothing in short words, and two letters in long ones', () => {
    expect(['wan', 'flux', 'ipadap', 'ipadapt'].map(forgivenIn)).toEqual([0, 1, 1, 2]);
  });
});
