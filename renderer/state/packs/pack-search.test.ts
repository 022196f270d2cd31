import { describe, expect, it } from 'vitest';
import type { TableRow } from '../../../src/contract/library/pack-table';
import type { LocalPack } from '../../../src/contract/packs/local-packs';
import { createPackIndex } from './pack-index';
import { makeTable } from './pack-table';
import { createPackSearch, type PackSearch } from './pack-search';
import { pack } from './testing/table-row';

const local = (key: string, change: Partial<LocalPack> = {}): LocalPack => ({
  key,
  name: key,
  source: 'registry',
  enabled: true,
  version: '2.0.0',
  registryId: key,
  auxId: null,
  repository: null,
  branch: null,
  ...change,
});

const packs = [
  pack('tiled-ksampler', { stars: 1 }),
  pack('ksampler', { stars: 2 }),
  pack('impact', { stars: 500, nodeClasses: ['ImpactKSamplerAdvanced', 'MaskToSEGS'] }),
  pack('described', { stars: 900, description: 'Works with KSampler nodes' }),
  pack('wan', { title: 'Wan Wrapper', author: 'Kijai', registryId: null, stars: 70 }),
  pack('exact', { nodeClasses: ['KSampler'], stars: 0 }),
];
const packIndex = createPackIndex(makeTable(packs), [
  local('impact'),
  local('ksampler', { version: '1.0.0' }),
  local('described', { enabled: false }),
]);

const nothing: PackSearch = { text: '', filter: 'all', sort: 'relevance', failedKeys: new Set() };
const find = (change: Partial<PackSearch>, among = packIndex) => createPackSearch(among)({ ...nothing, ...change });
const keysOf = (change: Partial<PackSearch>, among = packIndex) => find(change, among).records.map(({ key }) => key);

describe('createPackSearch', () => {
  it('shows everything by stars when nothing is asked', () => {
    expect(keysOf({})).toEqual(['described', 'impact', 'wan', 'ksampler', 'tiled-ksampler', 'exact']);
  });

  it('ranks what is the word itself before titles, node classes and descriptions, not by stars', () => {
    expect(keysOf({ text: 'KSampler' })).toEqual(['ksampler', 'exact', 'tiled-ksampler', 'impact', 'described']);
  });

  it('asks for every word, wherever it stands', () => {
    expect(keysOf({ text: 'kijai wrapper' })).toEqual(['wan']);
    expect(keysOf({ text: 'kijai nothing' })).toEqual([]);
  });

  it('looks for node classes and authors only where those are', () => {
    expect(keysOf({ text: 'node:ksampler' })).toEqual(['impact', 'exact']);
    expect(keysOf({ text: 'author:kijai' })).toEqual(['wan']);
    expect(keysOf({ text: 'node:kijai' })).toEqual([]);
  });

  it('filters by chips and by @words, and counts what each chip would show', () => {
    expect(keysOf({ filter: 'installed' })).toEqual(['described', 'impact', 'ksampler']);
    expect(keysOf({ filter: 'updates' })).toEqual(['ksampler']);
    expect(keysOf({ filter: 'disabled' })).toEqual(['described']);
    expect(keysOf({ filter: 'git' })).toEqual(['wan']);
    expect(keysOf({ text: '@installed ksampler' })).toEqual(['ksampler', 'impact', 'described']);
    expect(find({}).counts).toEqual({
      all: 6,
      problems: 0,
      'left-out': 0,
      installed: 3,
      updates: 1,
      disabled: 1,
      held: 0,
      favourites: 0,
      'not-installed': 3,
      registry: 5,
      git: 1,
    });
    expect(find({ text: 'ksampler', filter: 'updates' }).counts).toMatchObject({ all: 5, updates: 1 });
  });

  it('finds favourites by chip and token, on top of what is on disk', () => {
    const favouriteKeys = new Set(['wan', 'impact', 'gone']);
    expect(keysOf({ filter: 'favourites', favouriteKeys })).toEqual(['impact', 'wan']);
    expect(keysOf({ text: '@favourite @installed', favouriteKeys })).toEqual(['impact']);
    expect(find({ favouriteKeys }).counts).toMatchObject({ favourites: 2, installed: 3, git: 1 });
    const search = createPackSearch(packIndex);
    expect(search({ ...nothing, favouriteKeys }).counts.favourites).toBe(2);
    expect(search({ ...nothing, favouriteKeys: new Set() }).counts.favourites).toBe(0);
  });

  it('sorts by the time that imports took, and every order backwards', () => {
    const numbers = new Map([
      ['ksampler', 0.2],
      ['impact', 4],
      ['gone', 9],
    ]);
    const byImport = ['impact', 'ksampler', 'described', 'wan', 'tiled-ksampler', 'exact'];
    expect(keysOf({ sort: 'import-time', numbers })).toEqual(byImport);
    expect(keysOf({ sort: 'stars', isReversed: true })).toEqual(keysOf({ sort: 'stars' }).toReversed());
    expect(keysOf({ text: 'KSampler', isReversed: true })).toEqual(keysOf({ text: 'KSampler' }).toReversed());
  });

  it('finds packs whose last task failed', () => {
    expect(keysOf({ text: '@failed', failedKeys: new Set(['wan']) })).toEqual(['wan']);
    expect(keysOf({ text: '@failed', failedKeys: new Set(['gone']) })).toEqual([]);
    expect(find({ text: '@failed', failedKeys: new Set(['wan', 'impact']) }).counts).toMatchObject({ all: 2, git: 1 });
  });

  it('finds problems: packs that did not load, and installs that failed, but no failed task of a pack that is there', () => {
    const standing = { state: 'did-not-load', reason: 'No module.', runningVersion: null } as const;
    const among = createPackIndex(makeTable(packs), [local('impact', { standing }), local('ksampler')]);
    const failedKeys = new Set(['wan', 'ksampler', 'gone']);
    expect(keysOf({ filter: 'problems', failedKeys }, among)).toEqual(['impact', 'wan']);
    expect(keysOf({ text: '@broken', failedKeys }, among)).toEqual(['impact', 'wan']);
    expect(find({ failedKeys }, among).counts).toMatchObject({
      all: 6,
      problems: 2,
      'left-out': 0,
      installed: 2,
      git: 1,
    });
    expect(find({ text: 'wrapper', failedKeys }, among).counts).toMatchObject({ all: 1, problems: 1 });
    const search = createPackSearch(among);
    search({ ...nothing, failedKeys });
    expect(search(nothing).counts.problems).toBe(1);
  });

  it('sorts by name and keeps that order while words match', () => {
    expect(keysOf({ text: 'ksampler', sort: 'name' })).toEqual([
      'described',
      'exact',
      'impact',
      'ksampler',
      'tiled-ksampler',
    ]);
  });

  it('sorts by stars and by date, whatever matches best', () => {
    const at = (day: number) => `2026-01-0${day}T00:00:00Z`;
    const dated = createPackIndex(
      makeTable([pack('word', { stars: 1, updatedAt: at(1) }), pack('a-word', { stars: 2, updatedAt: at(2) })]),
      [],
    );
    expect(keysOf({ text: 'word' }, dated)).toEqual(['word', 'a-word']);
    expect(keysOf({ text: 'word', sort: 'stars' }, dated)).toEqual(['a-word', 'word']);
    expect(keysOf({ text: 'word', sort: 'updated' }, dated)).toEqual(['a-word', 'word']);
  });

  it('finds packs that only the disk knows, with everything that is said of them', () => {
    const mine = local('mine', { name: 'My KSampler', source: 'folder', registryId: null, enabled: false });
    const held = local('impact', { hold: { reason: '', heldAt: '2026-01-01T00:00:00Z' } });
    const among = createPackIndex(makeTable(packs), [mine, held]);
    expect(keysOf({ text: 'ksampler' }, among)).toEqual([
      ...['ksampler', 'exact', 'tiled-ksampler', 'mine', 'impact', 'described'],
    ]);
    expect(keysOf({ text: 'ksampler @disabled' }, among)).toEqual(['mine']);
    expect(keysOf({ filter: 'git' }, among)).toEqual(['wan', 'mine']);
    expect(keysOf({ filter: 'held' }, among)).toEqual(['impact']);
    expect(keysOf({ text: '@held' }, among)).toEqual(['impact']);
    expect(find({}, among).counts).toEqual({
      ...{
        all: 7,
        problems: 0,
        'left-out': 0,
        installed: 2,
        updates: 0,
        disabled: 1,
        held: 1,
        favourites: 0,
        'not-installed': 5,
        registry: 5,
        git: 2,
      },
    });
    expect(keysOf({ text: '@failed', failedKeys: new Set(['mine']) }, among)).toEqual(['mine']);
    expect(find({ text: '@absent' }, among).counts).toMatchObject({ all: 5, installed: 0, 'not-installed': 5 });
  });

  it('finds what was meant where nothing has a word, and says what that is', () => {
    expect(find({ text: 'ksmapler' })).toMatchObject({ meant: 'ksampler', query: { words: ['ksampler'] } });
    expect(keysOf({ text: 'ksmapler' })).toEqual(keysOf({ text: 'ksampler' }));
    expect(keysOf({ text: 'masktoseg @installed' })).toEqual(['impact']);
    expect(find({ text: 'ksampler' }).meant).toBeNull();
  });

  it('reads a word that few packs have as the words of a title that it joins, and finds those few as well', () => {
    const among = createPackIndex(makeTable([...packs, pack('WanWrapperToo', { stars: 9 })]), []);
    expect(keysOf({ text: 'wanwrapper' }, among)).toEqual(['WanWrapperToo', 'wan']);
    expect(find({ text: 'wanwrapper' }, among).meant).toBeNull();
  });

  it('leaves alone what is quoted, short, beyond ASCII, or nothing like any word', () => {
    for (const text of ['"ksmapler of"', 'wna', 'ksämpler', 'photosynthesis']) {
      expect(find({ text }), text).toMatchObject({ meant: null, records: [] });
    }
  });

  it('finds nothing in an empty catalogue', () => {
    const empty = createPackIndex(makeTable([]), []);
    for (const text of ['', 'k', '@failed']) expect(keysOf({ text }, empty)).toEqual([]);
  });

  it('tells how long the last look took, and of no other', () => {
    find({ text: 'a' });
    find({ text: 'b' });
    expect(performance.getEntriesByName('pack-search')).toHaveLength(1);
  });
});

describe('a word', () => {
  const findIn = (text: string, ...rows: TableRow[]) => keysOf({ text }, createPackIndex(makeTable(rows), []));

  it.each([
    ['Größe', ['größe', 'GRÖßE', 'rö', 'Ö', 'ß']],
    ['Привет Мир', ['привет', 'ПРИВЕТ', 'мир', '"т м"']],
    ['工房 🎨', ['工房', '房', '🎨']],
    ['İstanbul', ['İstanbul', 'İSTANBUL']],
  ])('is found in %s whatever its case', (title, words) => {
    for (const word of words) {
      expect(findIn(word, pack('x', { title })), word).toEqual(['x']);
      expect(findIn(`node:${word}`, pack('x', { nodeClasses: [title] })), word).toEqual(['x']);
      expect(findIn(`author:${word}`, pack('x', { author: title })), word).toEqual(['x']);
    }
  });

  it('is never found across two fields', () => {
    const one = pack('x', { title: 'one', author: 'two', nodeClasses: ['three', 'four'], description: 'five' });
    for (const text of ['onetwo', '"e t"', 'threefour', '"r five"', 'author:one', 'node:two', 'node:"three four"']) {
      expect(findIn(text, one), text).toEqual([]);
    }
  });

  it('ranks by where it stands', () => {
    const titles = ['Video', 'ComfyUI-Video', 'Video Tools', 'My Video', 'Multivideo'];
    const rows = [
      ...titles.map((title, at) => pack(title, { title, stars: at })),
      pack('author', { author: 'videomaker', stars: 10 }),
      pack('class', { nodeClasses: ['LoadVideo'], stars: 11 }),
      pack('words', { description: 'for videos', stars: 12 }),
      pack('named', { nodeClasses: ['Video'], stars: -1 }),
    ];
    const [exact, begins] = [['ComfyUI-Video', 'Video', 'named'], 'Video Tools'];
    expect(findIn('video', ...rows)).toEqual([...exact, begins, 'My Video', 'Multivideo', 'author', 'class', 'words']);
  });

  it('is as good as the worst of them, unless all together are one class', () => {
    const rows = [
      pack('a', { title: 'load image' }),
      pack('b', { title: 'x', nodeClasses: ['Load Image'], stars: -1 }),
    ];
    expect(findIn('load image', ...rows)).toEqual(['b', 'a']);
    expect(findIn('image load', ...rows)).toEqual(['a', 'b']);
  });
});
