import { describe, expect, it } from 'vitest';
import { anchorOf, readAnchor, resolveLink } from './markdown-links';

const base = 'https://github.com/owner/repo/blob/HEAD/';

describe('resolveLink', () => {
  it('counts relative links from the repository', () => {
    expect(resolveLink('docs/a.md', base)).toBe(`${base}docs/a.md`);
    expect(resolveLink('./a b.png', base)).toBe(`${base}a%20b.png`);
    expect(resolveLink('/LICENSE', base)).toBe(`${base}LICENSE`);
    expect(resolveLink('https://example.org/x', base)).toBe('https://example.org/x');
    expect(resolveLink('//example.org/x', base)).toBe('https://example.org/x');
    expect(resolveLink('#usage', base)).toBe('#usage');
  });

  it('opens nothing but web pages', () => {
    const refused = [
      'javascript:alert(1)',
      ' JaVaScRiPt:alert(1)',
      'java\nscript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
    ];
    for (const url of [...refused, 'mailto:a@b.c', 'vbscript:x', 'comfy:x']) expect(resolveLink(url, base)).toBe('');
  });

  it('leads nowhere without a base', () => {
    expect(resolveLink('docs/a.md', null)).toBe('');
    expect(resolveLink('https://example.org/x', null)).toBe('https://example.org/x');
  });
});

describe('anchorOf', () => {
  it('names headings as pages of repositories do', () => {
    expect(anchorOf('How to use it?')).toBe('how-to-use-it');
    expect(anchorOf('Größe & Form')).toBe('größe--form');
  });
});

describe('readAnchor', () => {
  it('reads what a link names, and leaves what is no valid encoding', () => {
    expect(readAnchor('#how%20to')).toBe('how to');
    expect(['#%zz', '#%E0%A4%A', '#%'].map(readAnchor)).toEqual(['%zz', '%E0%A4%A', '%']);
  });
});
