import { describe, expect, it } from 'vitest';
import { isTangled } from './markdown-tangle';

const many = (count: number, part: (at: number) => string): string =>
  Array.from({ length: count }, (_none, at) => part(at)).join('');

describe('isTangled', () => {
  it('lets real readmes pass: heads in HTML, tables, folded parts, long ones, and what was left open', () => {
    const head = '<h1 align="center"><a href="x"><img src="y"></a><br><b>Title</b></h1>';
    expect(isTangled(head)).toBe(false);
    expect(
      isTangled(many(400, (at) => `<details><summary>${at}</summary><table><tr><td>a<td>b</table></details>\n`)),
    ).toBe(false);
    expect(isTangled(many(2000, (at) => `<li>${at} <b>bold</b> <img src="${at}"><br>\n`))).toBe(false);
    expect(isTangled(`<b>${many(5000, () => '<p>text')}`)).toBe(false);
    expect(isTangled('> > > deep\n\n- a\n  - b\n    - c\n\n- - - - -\n\n1 < 2 <3')).toBe(false);
    expect(isTangled(`${'-'.repeat(400)}\n${'* '.repeat(60)}`)).toBe(false);
  });

  it('refuses what is nested more deeply than anything is', () => {
    for (const part of ['<div>', '<b>', '<details>\n\n', '<ul><li>', '<DIV class="x">', '<span ']) {
      expect(isTangled(part.repeat(2000)), part).toBe(true);
    }
    for (const part of ['>', '> ', '- ', '1. ', '>- '])
      expect(isTangled(`text\n${part.repeat(2000)}x`), part).toBe(true);
  });

  it('refuses elements that would be opened again and again', () => {
    expect(isTangled(many(2000, (at) => `<p><b id=${at}>`))).toBe(true);
    expect(isTangled(many(90, (at) => `<font size=${at}>`) + '<p>x'.repeat(2000))).toBe(true);
  });
});
