import { describe, expect, it } from 'vitest';
import { compareStars, compareTitles, namesOfRow } from './pack-table';

describe('the names of a row', () => {
  it('are folded, and each is there once', () => {
    const repository = 'https://github.com/A/B.git/';
    const pack = { key: 'One', registryId: 'one', repository, files: ['https://github.com/a/b', 'second'] };
    expect(namesOfRow(pack)).toEqual(['one', 'https://github.com/a/b']);
  });

  it('are only those that it has', () => {
    expect(namesOfRow({ key: 'one', registryId: null, repository: null, files: [] })).toEqual(['one']);
    expect(namesOfRow({ key: 'one', registryId: '', repository: '', files: ['two'] })).toEqual(['one', 'two']);
  });
});

describe('two packs', () => {
  it('stand by title as people would put them', () => {
    const titles = ['pack 10', 'Zoo', 'Ärger', 'apple', 'Pack 9'].map((title) => ({ title }));
    expect(titles.sort(compareTitles).map(({ title }) => title)).toEqual([
      'apple',
      'Ärger',
      'Pack 9',
      'pack 10',
      'Zoo',
    ]);
  });

  it('stand by stars, those that nobody counted last', () => {
    const counts = [null, 0, 5].map((stars) => ({ stars }));
    expect(counts.sort(compareStars).map(({ stars }) => stars)).toEqual([5, 0, null]);
  });
});
