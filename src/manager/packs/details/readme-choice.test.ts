import { describe, expect, it } from 'vitest';
import { chooseReadme, cutReadme, readPages } from './readme-choice';

describe('chooseReadme', () => {
  it('prefers Markdown, in whatever case, and the plain name', () => {
    expect(chooseReadme(['readme.txt', 'Readme.MD', 'README_zh.md', 'setup.py'])).toBe('Readme.MD');
    expect(chooseReadme(['README.rst', 'README'])).toBe('README');
    expect(chooseReadme(['README-en.md', 'docs'])).toBe('README-en.md');
    expect(chooseReadme(['readme.md.bak', 'my-readme.md', 'notes.md'])).toBeNull();
  });
});

describe('cutReadme', () => {
  it('cuts at the end of a line, and only what is too long', () => {
    expect(cutReadme('short')).toEqual({ text: 'short', isCut: false });
    const { text, isCut } = cutReadme('0123456789\n'.repeat(20_000));
    expect(isCut).toBe(true);
    expect(text.length).toBeLessThanOrEqual(128 * 1024);
    expect(text.endsWith('0123456789')).toBe(true);
  });
});

describe('readPages', () => {
  it('knows the pages of the hosts it knows, whatever the form of the address', () => {
    const expected = {
      page: 'https://github.com/o/r',
      issues: 'https://github.com/o/r/issues',
      linkBase: 'https://github.com/o/r/blob/HEAD/',
    };
    for (const address of [
      'https://github.com/o/r.git',
      'git@github.com:o/r.git',
      'https://user:secret@github.com/o/r',
    ]) {
      expect(readPages(address)).toEqual(expected);
    }
    expect(readPages('ssh://git@gitlab.com/group/sub/r').issues).toBe('https://gitlab.com/group/sub/r/-/issues');
  });

  it('says nothing of other hosts but their own address', () => {
    expect(readPages('https://git.example.org/o/r')).toEqual({
      page: 'https://git.example.org/o/r',
      issues: null,
      linkBase: null,
    });
    expect(readPages('git@git.example.org:o/r')).toEqual({ page: null, issues: null, linkBase: null });
    expect(readPages(null).page).toBeNull();
  });
});
