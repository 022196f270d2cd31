import { describe, expect, it } from 'vitest';
import type { ComfyLine } from './comfy-line';
import { createLineFind, createLineSift, createPackNames, splitAtHits, stepHit } from './comfy-log-search';

function line(number: number, part: Partial<ComfyLine> = {}): ComfyLine {
  return {
    number,
    atMs: 0,
    stream: 'stderr',
    text: `line ${number}`,
    pack: null,
    level: 'plain',
    missing: 0,
    ...part,
  };
}

const numbersOf = (lines: readonly ComfyLine[]) => lines.map(({ number }) => number);

describe('createLineSift', () => {
  const lines = [
    line(1, { pack: 'a' }),
    line(2, { level: 'error', pack: 'b' }),
    line(3, { level: 'warning', stream: 'stdout' }),
    line(4, { stream: 'app' }),
  ];

  it('narrows by pack, loudness and writer', () => {
    const sift = createLineSift();
    expect(sift(lines, { kind: 'all', pack: null })).toBe(lines);
    expect(numbersOf(sift(lines, { kind: 'errors', pack: null }))).toEqual([2]);
    expect(numbersOf(sift(lines, { kind: 'problems', pack: null }))).toEqual([2, 3]);
    expect(numbersOf(sift(lines, { kind: 'stdout', pack: null }))).toEqual([3]);
    expect(numbersOf(sift(lines, { kind: 'app', pack: null }))).toEqual([4]);
    expect(numbersOf(sift(lines, { kind: 'all', pack: 'b' }))).toEqual([2]);
    expect(numbersOf(sift(lines, { kind: 'errors', pack: 'a' }))).toEqual([]);
  });

  it('looks at new lines only, and starts over when the front was cut or older lines came', () => {
    const sift = createLineSift();
    const filter = { kind: 'problems', pack: null } as const;
    const first = sift(lines, filter);
    expect(sift([...lines, line(5)], filter)).toBe(first);
    const grown = [...lines, line(5), line(6, { level: 'error' })];
    expect(numbersOf(sift(grown, filter))).toEqual([2, 3, 6]);
    expect(numbersOf(sift(grown.slice(2), filter))).toEqual([3, 6]);
    expect(numbersOf(sift([line(0, { level: 'error' }), ...grown], filter))).toEqual([0, 2, 3, 6]);
    expect(sift([], filter)).toEqual([]);
  });

  it('adds to a hundred thousand lines without going through them', () => {
    const sift = createLineSift();
    const filter = { kind: 'errors', pack: null } as const;
    let scanned = 0;
    const many = Array.from({ length: 100_000 }, (_, number) => ({
      ...line(number),
      get level() {
        scanned += 1;
        return 'plain' as const;
      },
    }));
    sift(many, filter);
    const before = scanned;
    sift([...many, line(100_000, { level: 'error' })], filter);
    expect(scanned).toBe(before);
  });
});

describe('createLineFind', () => {
  it('finds lines in any case, keeps up with new ones, and has no hits without words', () => {
    const find = createLineFind();
    const lines = [line(1, { text: 'Hello' }), line(2), line(3, { text: 'say hello, hello' })];
    expect(find(lines, 'HELLO')).toEqual([0, 2]);
    expect(find([...lines, line(4, { text: 'hello' })], 'hello')).toEqual([0, 2, 3]);
    expect(find(lines, '')).toEqual([]);
    expect(find(lines, 'nothing')).toEqual([]);
  });
});

describe('createPackNames', () => {
  it('lists who wrote, once each, in order, and forgets those of a former log', () => {
    const names = createPackNames();
    const lines = [line(1, { pack: 'b' }), line(2), line(3, { pack: 'a' }), line(4, { pack: 'b' })];
    expect(names(lines)).toEqual(['a', 'b']);
    expect(names([...lines, line(5, { pack: 'c' })])).toEqual(['a', 'b', 'c']);
    expect(names([line(9, { pack: 'b' })])).toEqual(['b']);
  });
});

describe('stepHit', () => {
  it('goes round in both directions', () => {
    const hits = [2, 5, 9];
    expect([stepHit(hits, null, 1), stepHit(hits, null, -1)]).toEqual([2, 9]);
    expect([stepHit(hits, 5, 1), stepHit(hits, 5, -1)]).toEqual([9, 2]);
    expect([stepHit(hits, 9, 1), stepHit(hits, 2, -1)]).toEqual([2, 9]);
    expect(stepHit([], 3, 1)).toBeUndefined();
  });
});

describe('splitAtHits', () => {
  it('cuts a line into what is marked and what is not', () => {
    expect(splitAtHits('an Error, error', 'error')).toEqual([
      { text: 'an ', isHit: false },
      { text: 'Error', isHit: true },
      { text: ', ', isHit: false },
      { text: 'error', isHit: true },
    ]);
    expect(splitAtHits('plain', '')).toEqual([{ text: 'plain', isHit: false }]);
    expect(splitAtHits('', 'x')).toEqual([{ text: '', isHit: false }]);
  });
});
