import { describe, expect, it } from 'vitest';
import type { TrayPicture } from './tray-model';
import { drawAttentionDot, drawTrayPicture } from './tray-picture';

const sizes = [16, 22, 32, 44];
const states: TrayPicture['state'][] = ['idle', 'busy', 'attention', 'stopped'];

function draw(part: Partial<TrayPicture>, sizePx = 22): Buffer {
  return drawTrayPicture({ state: 'idle', step: 0, theme: 'dark', ...part }, sizePx);
}

function inkOf(bitmap: Buffer): number {
  let sum = 0;
  for (let index = 3; index < bitmap.length; index += 4) sum += bitmap[index] ?? 0;
  return sum / 255;
}

function pixel(bitmap: Buffer, column: number, row: number): number[] {
  const sizePx = Math.sqrt(bitmap.length / 4);
  const start = (row * sizePx + column) * 4;
  return [...bitmap.subarray(start, start + 4)];
}

describe('drawAttentionDot', () => {
  it('is red in its middle and clear in its corners', () => {
    const dot = drawAttentionDot(16);
    const [blue = 0, green = 0, red = 0, alpha] = pixel(dot, 8, 8);
    expect(alpha).toBe(255);
    expect(red).toBeGreaterThan(2 * Math.max(blue, green));
    expect(pixel(dot, 0, 0)).toEqual([0, 0, 0, 0]);
  });
});

describe('drawTrayPicture', () => {
  it.each(sizes)('fills a bitmap of %d px whose colours never exceed their alpha', (sizePx) => {
    for (const state of states) {
      const bitmap = draw({ state, step: 3 }, sizePx);
      expect(bitmap).toHaveLength(sizePx * sizePx * 4);
      for (let index = 0; index < bitmap.length; index += 4) {
        const [blue = 0, green = 0, red = 0, alpha = 0] = bitmap.subarray(index, index + 4);
        expect(Math.max(blue, green, red)).toBeLessThanOrEqual(alpha);
      }
    }
  });

  it('draws every state and every step differently', () => {
    const pictures = states.map((state) => draw({ state }));
    const steps = Array.from({ length: 9 }, (_, step) => draw({ state: 'busy', step }));
    const all = [...pictures, ...steps.slice(1)].map((bitmap) => bitmap.toString('hex'));
    expect(new Set(all).size).toBe(all.length);
  });

  it('adds ink with every step of the ring', () => {
    const inks = Array.from({ length: 9 }, (_, step) => inkOf(draw({ state: 'busy', step })));
    for (let step = 1; step < inks.length; step += 1)
      expect(inks[step] ?? 0).toBeGreaterThan((inks[step - 1] ?? 0) + 2);
  });

  it('fills the ring clockwise from the top', () => {
    const bitmap = draw({ state: 'busy', step: 1 }, 32);
    const upperRight = pixel(bitmap, 21, 3)[3] ?? 0;
    const upperLeft = pixel(bitmap, 10, 3)[3] ?? 0;
    expect(upperRight).toBeGreaterThan(200);
    expect(upperLeft).toBeLessThan(100);
  });

  it('leaves the nodes of a stopped mark hollow and smooths every edge', () => {
    expect(pixel(draw({ state: 'stopped' }, 32), 8, 9)[3]).toBe(0);
    const idle = draw({}, 32);
    expect(pixel(idle, 8, 9)[3]).toBe(255);
    const partial = [...idle].filter((value, index) => index % 4 === 3 && value > 0 && value < 255);
    expect(partial.length).toBeGreaterThan(20);
  });

  it('uses light ink on a dark panel, dark ink on a light one and only alpha for macOS', () => {
    expect(pixel(draw({ theme: 'dark' }, 32), 8, 9)[0]).toBeGreaterThan(200);
    expect(pixel(draw({ theme: 'light' }, 32), 8, 9)[0]).toBeLessThan(60);
    const template = draw({ theme: 'template', state: 'attention' }, 32);
    expect([...template].some((value, index) => index % 4 !== 3 && value > 0)).toBe(false);
  });

  it('colours the attention dot', () => {
    const [blue = 0, green = 0, red = 0] = pixel(draw({ state: 'attention' }, 32), 25, 6);
    expect(red).toBeGreaterThan(2 * Math.max(blue, green));
  });
});
