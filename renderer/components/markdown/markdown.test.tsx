import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Markdown } from './markdown';
import { readMarkdown } from './markdown-tree';

const base = 'https://github.com/owner/repo/blob/HEAD/';

function show(text: string): string {
  const tree = readMarkdown(text, base);
  if (tree === null) throw new Error('It is shown as it stands.');
  const html = renderToStaticMarkup(
    <Markdown tree={tree} onOpen={() => undefined} imageLabel={(alt) => `Image: ${alt}`} />,
  );
  // The looks of ours say nothing here; icons are ours.
  return html.replace(/<svg.*?<\/svg>/gsu, '').replaceAll(/ (?:class|data-anchor|tabindex|role)="[^"]*"/gu, '');
}

const many = (count: number, part: (at: number) => string): string =>
  Array.from({ length: count }, (_none, at) => part(at)).join('');

/** Elements of what is shown, without those of the frame around it. */
function elementsOf(html: string): string[] {
  return [...new Set([...html.matchAll(/<([a-z0-9]+)/gu)].map(([, name = '']) => name))].sort();
}

describe('HTML in a text of somebody else', () => {
  it('says what it would say in Markdown: heads, tables, folded parts, keys', () => {
    const head = show(
      '<h1 align="center"><img src="logo.png" alt="Logo"><br>Title</h1>\n\n<sub>small</sub> <kbd>Ctrl</kbd>',
    );
    expect(head).toContain('<h3><button type="button" title="https://github.com/owner/repo/blob/HEAD/logo.png">');
    expect(head).toContain('Image: Logo');
    expect(head).toContain('<sub>small</sub> <kbd>Ctrl</kbd>');
    expect(show('<table><tr><th>a</th></tr><tr><td colspan="2">b</td></tr></table>')).toContain(
      '<td colSpan="2">b</td>',
    );
    const folded = show(
      '<details open>\n<summary>More <img src="x.png"></summary>\n\n**bold** [link](a.md)\n\n</details>',
    );
    expect(folded).toContain('<details open="">');
    // The picture is no button of its own there.
    expect(folded).toMatch(/<summary>More <span><span>Image: <\/span><\/span><\/summary>/u);
    expect(folded).toContain('<strong>bold</strong> <a href="https://github.com/owner/repo/blob/HEAD/a.md"');
  });

  it.each([
    '<script>pwned</script>',
    '<style>* { background: url(https://evil.example/x) } pwned</style>',
    '<iframe src="https://evil.example" srcdoc="pwned">pwned</iframe>',
    '<svg><script>pwned</script><a href="https://evil.example">pwned</a></svg>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=pwned&gt;">pwned</math>',
    '<noscript><p title="</noscript><img src=x onerror=pwned>">',
    '<template><p>pwned</p></template>',
    '<object data="https://evil.example"><embed src="https://evil.example">pwned</object>',
    '<textarea>pwned</textarea><select><option>pwned</select>',
    '<a href="javascript:pwned">x</a> <a href="java&#10;script:pwned">x</a> <a href=" &#1;javascript:pwned">x</a>',
    '<a href="data:text/html,pwned">x</a> <a href="file:///pwned">x</a> <a href="app://window/pwned">x</a>',
    '<p style="position:fixed;pwned" onclick="pwned" class="pwned" id="pwned" name="pwned" data-testid="pwned">x</p>',
    '<img src="javascript:pwned" onerror="pwned" srcset="https://evil.example/pwned 2x">',
    '<!-- pwned -->',
  ])('%s leaves nothing behind', (text) => {
    expect(show(text)).not.toMatch(/pwned|evil\.example/u);
  });

  it.each<[string, string[]]>([
    ['<form action="https://evil.example"><input name="a" autofocus><button>go</button></form>', []],
    ['<video src="https://evil.example/v" autoplay poster="https://evil.example/p">x</video>', []],
    ['<picture><source srcset="https://evil.example/s"><img src="a.png" alt="a"></picture>', ['button', 'span']],
    ['<base href="https://evil.example"><meta http-equiv="refresh" content="0"><link rel="stylesheet" href="x">', []],
    ['<dialog open>x</dialog><marquee>y</marquee><x-own>z</x-own>', ['div', 'p']],
  ])('%s keeps no element that acts or loads', (text, allowed) => {
    const html = show(text);
    expect(html).not.toContain('evil.example');
    expect(elementsOf(html).filter((name) => !['div', 'p', ...allowed].includes(name))).toEqual([]);
  });

  it.each([
    ['many cells out of few signs', `${'|a'.repeat(150)}|\n${'|-'.repeat(150)}|\n${'|\n'.repeat(150)}`],
    ['elements that are opened again and again', many(160, (at) => `<p><b id=${at}>`)],
    ['quotes in quotes', `${'> '.repeat(150)}x`],
    ['elements in elements', `${'<div>'.repeat(150)}x`],
    ['more levels than the stack has', '<div>'.repeat(20_000)],
  ])('is shown as it stands when it is more than a window shows: %s', (_name, text) => {
    expect(readMarkdown(text, base)).toBeNull();
  });

  it('lets real readmes pass: heads in HTML, tables, folded parts, long ones, and what was left open', () => {
    for (const text of [
      '<h1 align="center"><a href="x"><img src="y"></a><br><b>Title</b></h1>',
      many(400, (at) => `<details><summary>${at}</summary><table><tr><td>a<td>b</table></details>\n`),
      many(1000, (at) => `<li>${at} <b>bold</b> <img src="${at}"><br>\n`),
      `<b>${many(2000, () => '<p>text')}`,
    ])
      expect(readMarkdown(text, base)).not.toBeNull();
  });
});
