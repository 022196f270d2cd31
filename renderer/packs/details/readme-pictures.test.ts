import { expect, it } from 'vitest';
import { findPictures } from './readme-pictures';

const base = 'https://github.com/a/b/blob/HEAD/';

it('finds pictures in their order, each once, and no signs', () => {
  const text = [
    '![CI](https://img.shields.io/x.png) <img width=3 src="docs/one.png">',
    '![two](./docs/two.jpg "title") ![again](docs/one.png) ![three](<https://x.org/three.webp>)',
    "<img src='/four.gif'> ![drawing](a.svg) ![script](javascript:alert(1)) ![data](data:image/png;base64,AA)",
  ].join('\n');
  expect(findPictures(text, base)).toEqual([
    `${base}docs/one.png`,
    `${base}docs/two.jpg`,
    'https://x.org/three.webp',
    `${base}four.gif`,
  ]);
  expect(findPictures('![a](one.png)', null)).toEqual([]);
  expect(findPictures('![a](https://x.org/a.png)\n'.repeat(3), null)).toEqual(['https://x.org/a.png']);
});

it('gives up after as many as anybody looks at', () => {
  const text = Array.from({ length: 500 }, (_none, at) => `![a](https://x.org/${at}.png)`).join(' ');
  expect(findPictures(text, null)).toHaveLength(24);
});
