import { describe, expect, it } from 'vitest';
import type { ComfyLine } from './comfy-line';
import { chooseLine, findLine, isSelected } from './line-position';

function line(number: number): ComfyLine {
  return { number, atMs: 0, stream: 'app', text: '', pack: null, level: 'plain', missing: 0 };
}

describe('findLine', () => {
  it('finds a line among numbers with gaps', () => {
    const lines = [2, 3, 7, 20, 21].map(line);
    expect([2, 7, 21, 8, 0, 99].map((number) => findLine(lines, number))).toEqual([0, 2, 4, -1, -1, -1]);
    expect(findLine([], 1)).toBe(-1);
  });
});

describe('a selection of lines', () => {
  it('begins, is drawn in either direction, and is taken away', () => {
    const begun = chooseLine(null, 5, false);
    expect(begun).toEqual({ anchor: 5, head: 5 });
    const drawn = chooseLine(begun, 3, true);
    expect([2, 3, 4, 5, 6].map((number) => isSelected(drawn, number))).toEqual([false, true, true, true, false]);
    expect(chooseLine(drawn, 9, true)).toEqual({ anchor: 5, head: 9 });
    expect(chooseLine(begun, 5, false)).toBeNull();
    expect(chooseLine(null, 4, true)).toEqual({ anchor: 4, head: 4 });
    expect(isSelected(null, 4)).toBe(false);
  });
});
