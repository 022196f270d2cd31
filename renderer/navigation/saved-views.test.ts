import { describe, expect, it } from 'vitest';
import { parseViews, readView, withView } from './saved-views';

describe('parseViews', () => {
  it('reads what was kept, and leaves out what is no view', () => {
    const stored = [{ name: 'Mine', hash: '#/packs?q=a' }, { name: '', hash: '#/' }, { name: 'No hash' }, 3, null];
    expect(parseViews(JSON.stringify(stored))).toEqual([{ name: 'Mine', hash: '#/packs?q=a' }]);
    for (const text of [null, '', '{', '{}']) expect(parseViews(text)).toEqual([]);
  });
});

describe('withView', () => {
  it('replaces one of the same name, and sorts', () => {
    const view = (name: string, hash = '#/packs') => ({ name, hash });
    expect(withView([view('Z'), view('B', 'old')], view('B', 'new'))).toEqual([view('B', 'new'), view('Z')]);
  });
});

describe('readView', () => {
  it('is a search with filter and order, and nothing else of an address', () => {
    const hash = '#/settings?q=upscale&filter=installed&sort=name&reversed=1&pack=x&open=1';
    expect(readView({ name: '', hash })).toEqual({
      ...{ place: 'packs', query: 'upscale', filter: 'installed', sort: 'name', isReversed: true },
    });
  });
});
