import { describe, expect, it } from 'vitest';
import { readMenuAnchor } from './menu-anchor';

function elementAt(left: number, top: number): HTMLElement {
  const box = { left, top, width: 600, height: 56 };
  return { getBoundingClientRect: () => box } as unknown as HTMLElement;
}

describe('readMenuAnchor', () => {
  const list = elementAt(0, 0);

  it('stands at the pointer', () => {
    const event = { target: elementAt(0, 112), currentTarget: list, clientX: 310, clientY: 130 };
    expect(readMenuAnchor(event, elementAt(0, 56))).toEqual({ element: list, point: { x: 310, y: 130 } });
  });

  it('stands in the selected row when a key asks', () => {
    const event = { target: list, currentTarget: list, clientX: 400, clientY: 300 };
    expect(readMenuAnchor(event, elementAt(208, 100))).toEqual({ element: list, point: { x: 256, y: 128 } });
  });

  it('stands where it was asked for when nothing is selected', () => {
    const event = { target: list, currentTarget: list, clientX: 400, clientY: 300 };
    expect(readMenuAnchor(event, null).point).toEqual({ x: 400, y: 300 });
  });
});
