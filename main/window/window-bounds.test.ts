import { describe, expect, it } from 'vitest';
import { chooseBounds } from './window-bounds';

const screens = [
  { x: 0, y: 0, width: 1920, height: 1080 },
  { x: 1920, y: 0, width: 1280, height: 720 },
];

function bounds(x: number, y: number, size = { width: 1000, height: 700 }) {
  return { x, y, ...size, isMaximized: false };
}

describe('chooseBounds', () => {
  it('has a usual size', () => {
    expect(chooseBounds(null, screens)).toEqual({ width: 1280, height: 820 });
  });

  it('opens where the window was left, also on the second screen', () => {
    expect(chooseBounds(bounds(2000, 10), screens)).toEqual({ x: 2000, y: 10, width: 1000, height: 700 });
  });

  it.each([
    [5000, 10],
    [-990, 10],
    [10, -500],
    [10, 1075],
  ])('lets the system place a window that would be out of reach at %d, %d', (x, y) => {
    expect(chooseBounds(bounds(x, y), screens)).toEqual({ width: 1000, height: 700 });
  });

  it('never opens smaller than the smallest size', () => {
    expect(chooseBounds(bounds(0, 0, { width: 200, height: 100 }), screens)).toEqual({
      x: 0,
      y: 0,
      width: 880,
      height: 600,
    });
  });
});
