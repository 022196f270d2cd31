import { expect, it } from 'vitest';
import { printable } from './printable';

// Every sign that some terminal obeys: C0 without line end and tab, DEL, C1, and what turns the order of letters.
const codes = [
  ...Array.from({ length: 0xa0 }, (_none, code) => code).filter((code) => code < 0x20 || code > 0x7e),
  ...[0x61c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069],
].filter((code) => code !== 0x09 && code !== 0x0a);

it('leaves nothing that a terminal obeys, and shows what was there', () => {
  for (const code of codes) {
    const sign = String.fromCharCode(code);
    expect(printable(`a${sign}b`)).toBe(`a\\u${code.toString(16).padStart(4, '0')}b`);
  }
});

it('leaves text as it is: lines, tabs, other writing', () => {
  const text = 'one\n\ttwo äö 工房 שלום 👍 \\u0041';
  expect(printable(text)).toBe(text);
});

it('keeps JSON valid, and loses nothing of it', () => {
  const value = { [`k\u009b`]: codes.map((code) => String.fromCharCode(code)).join(''), deep: [{ text: '\u202e"\\' }] };
  for (const indent of [0, 2]) expect(JSON.parse(printable(JSON.stringify(value, null, indent)))).toEqual(value);
});
