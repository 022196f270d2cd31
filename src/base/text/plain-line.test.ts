import { describe, expect, it } from 'vitest';
import { plainLine } from './plain-line';

describe('a line as a terminal leaves it', () => {
  it.each([
    ['plain words, tabs and signs of any script', 'a\tb “ö” 工房 🎨', 'a\tb “ö” 工房 🎨'],
    ['colours', '\x1b[38;5;208m[INFO]\x1b[0m \x1b[1;31mred\x1b[m', '[INFO] red'],
    ['colours in one byte', '\x9b31mred\x9b0m', 'red'],
    ['a title with blanks', '\x1b]0;ComfyUI is busy\x07ready', 'ready'],
    ['a link', '\x1b]8;;http://a/b c\x1b\\words\x1b]8;;\x1b\\', 'words'],
    ['a title that never ends', 'ready\x1b]0;Comfy', 'ready'],
    ['a bar: what it said last', ' 10%|#   |\r 50%|##  |\r100%|####|', '100%|####|'],
    ['a bar that ends with its return, or with colours behind it', '10%\r\x1b[32m100%\r\x1b[0m\x1b[K', '100%'],
    ['bells and bytes of a binary', 'a\x07b\x00c\x7f', 'abc'],
    ['nothing but colours', '\x1b[0m\r', ''],
  ])('%s', (_what, line, plain) => {
    expect(plainLine(line)).toBe(plain);
  });
});
