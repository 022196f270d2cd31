import { describe, expect, it } from 'vitest';
import { limitWidth, panelWidths, parseWidth, usualWidth, widthAfterKey } from './panel-width';

describe('parseWidth', () => {
  it('takes what was kept, within what there is', () => {
    expect(parseWidth('512')).toBe(512);
    expect(parseWidth('99999')).toBe(panelWidths.most);
    expect(parseWidth('-3')).toBe(panelWidths.least);
  });

  it('is that of the window where nothing usable was kept', () => {
    for (const text of [null, '', ' ', 'wide', 'NaN', 'Infinity']) expect(parseWidth(text)).toBeNull();
  });
});

describe('usualWidth', () => {
  it('is a share of a wide window, and never less than what facts need', () => {
    expect([880, 1280, 2200].map(usualWidth)).toEqual([420, 448, 770]);
  });
});

describe('widthAfterKey', () => {
  it('moves the edge with the arrows: to the left is wider', () => {
    expect(widthAfterKey(420, 'ArrowLeft')).toBe(444);
    expect(widthAfterKey(420, 'ArrowRight')).toBe(396);
    expect(widthAfterKey(panelWidths.least, 'ArrowRight')).toBe(panelWidths.least);
  });

  it('leaves other keys alone', () => {
    expect(widthAfterKey(900, 'a')).toBeNull();
  });
});

describe('limitWidth', () => {
  it('is a whole number of pixels', () => {
    expect(limitWidth(420.6)).toBe(421);
  });
});
