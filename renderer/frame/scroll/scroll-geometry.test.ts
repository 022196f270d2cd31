import { describe, expect, it } from 'vitest';
import { measureThumb, scrollTopFor } from './scroll-geometry';

const box = (scrollTop: number, scrollHeight = 2000, clientHeight = 500) => ({ scrollTop, scrollHeight, clientHeight });

describe('the thumb of a box that scrolls', () => {
  it('is as long as the share that is in sight, and stands where the box is scrolled to', () => {
    expect(measureThumb(box(0))).toEqual({ lengthPx: 124, offsetPx: 3 });
    expect(measureThumb(box(1500))).toEqual({ lengthPx: 124, offsetPx: 500 - 3 - 124 });
  });

  it('stays long enough to take hold of', () => {
    expect(measureThumb(box(0, 1_000_000))?.lengthPx).toBe(32);
  });

  it('is not there where nothing scrolls or nothing fits', () => {
    expect(measureThumb(box(0, 500))).toBeNull();
    expect(measureThumb(box(0, 200, 30))).toBeNull();
  });

  it('stays in its lane when a box is scrolled beyond its ends', () => {
    expect(measureThumb(box(-40))?.offsetPx).toBe(3);
    expect(measureThumb(box(9000))?.offsetPx).toBe(500 - 3 - 124);
  });
});

describe('a thumb that is moved', () => {
  it('scrolls the box to where it stands', () => {
    for (const scrollTop of [0, 321, 1500]) {
      const offsetPx = measureThumb(box(scrollTop))?.offsetPx ?? -1;
      expect(scrollTopFor(box(0), offsetPx)).toBeCloseTo(scrollTop, 6);
    }
  });

  it('goes no further than the ends, and moves nothing where nothing scrolls', () => {
    expect(scrollTopFor(box(7), -50)).toBe(0);
    expect(scrollTopFor(box(7), 900)).toBe(1500);
    expect(scrollTopFor(box(7, 400), 90)).toBe(7);
  });
});
