import { describe, expect, it } from 'vitest';
import { fillPlaces, findClasses, findTitleWords, firstLettersOf, maskOf, type WordPlaces } from './word-places';

const row = 'comfyui_impact pack\nauthor\nfacedetailer\n\nksampler (efficient)\nrest';
const words = findTitleWords(row, row.indexOf('\n'));
const classes = findClasses(row, row.indexOf('facedetailer'), row.indexOf('rest'));
const textOf = ([from, to]: readonly [number, number, ...number[]]) => row.slice(from, to);

describe('the places of words', () => {
  it('are where the words of a title begin, and go to its end', () => {
    expect(words.map(textOf)).toEqual(['comfyui_impact pack', 'impact pack', 'pack']);
  });

  it('are whole lines of node classes, and no empty ones', () => {
    expect(classes.map(textOf)).toEqual(['facedetailer', 'ksampler (efficient)']);
  });

  it('say which letters begin there, without what stands between them', () => {
    const [, , mask, first] = words[1] ?? [];
    expect(mask).toBe(maskOf('impactpack', 0, 10));
    expect(first).toBe(firstLettersOf('i-m_p', 0, 5));
  });

  it('are counted from the beginning of all rows once they are in their lists', () => {
    const empty = (): Uint32Array => new Uint32Array(4);
    const lists: WordPlaces = { from: empty(), to: empty(), masks: empty(), firstLetters: empty() };
    fillPlaces(lists, [words, [], classes.slice(0, 1)], Uint32Array.from([0, row.length, 1000, 2000]));
    expect([...lists.from]).toEqual([0, 8, 15, 1000 + (classes[0]?.[0] ?? 0)]);
    expect([...lists.to]).toEqual([19, 19, 19, 1000 + (classes[0]?.[1] ?? 0)]);
  });
});
