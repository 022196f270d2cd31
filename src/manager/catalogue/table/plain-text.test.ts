import { describe, expect, it } from 'vitest';
import { toPlainDescription } from './plain-text';

describe('toPlainDescription', () => {
  it('keeps the words of links and notices and drops their marks', () => {
    const text =
      'See [a/the page](https://example.org/x).\n[w/NOTE: **big** files] %%quiet%% <BR>end [md](https://example.org)';
    expect(toPlainDescription(text)).toBe('See the page. NOTE: big files quiet end md');
  });

  it('leaves comparisons and brackets of ordinary text alone', () => {
    expect(toPlainDescription('a < b, [1, 2] and 3 * 4')).toBe('a < b, [1, 2] and 3 * 4');
  });
});
