import { describe, expect, it } from 'vitest';
import { hueOf, initialsOf } from './initials';

describe('initialsOf', () => {
  it('leaves out the ComfyUI that most titles begin with', () => {
    const titles = [
      'ComfyUI-Impact-Pack',
      "ComfyUI's ControlNet Auxiliary",
      'comfyui_segment_anything',
      'ComfyLiterals',
    ];
    expect(titles.map(initialsOf)).toEqual(['IP', 'CN', 'SA', 'LI']);
  });

  it('takes two letters of a single word, and something of every title', () => {
    expect(['FreeU', 'was', 'ComfyUI', '画像', '✨ Clarity AI'].map(initialsOf)).toEqual([
      'FU',
      'WA',
      'CU',
      '画像',
      'CA',
    ]);
  });
});

describe('hueOf', () => {
  it('is the same for the same id, whatever its case, and lies on the circle', () => {
    expect(hueOf('Impact')).toBe(hueOf('impact'));
    for (const id of ['a', 'b', 'https://github.com/x/y']) {
      expect(hueOf(id)).toBeGreaterThanOrEqual(0);
      expect(hueOf(id)).toBeLessThan(360);
    }
  });
});
