import { eastAsianWidth } from 'get-east-asian-width';

const plain = /^[\u0020-\u007e]*$/u;
const mark = /^\p{M}$/u;

/** How many columns of a terminal a text takes: a Chinese character takes two, an accent that stands for itself none. */
export function widthOf(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += mark.test(character) ? 0 : eastAsianWidth(character.codePointAt(0) ?? 0);
  return width;
}
