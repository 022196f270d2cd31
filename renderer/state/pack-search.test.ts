import { describe, expect, it } from 'vitest';
import type { CataloguePack, LocalPack } from '../../src/contract/packs';
import { createShelf, prepareCatalogue } from './pack-shelf';
import { parseQuery } from './pack-query';
import { createPackSearch, findMatchedClass, type PackSearch } from './pack-search';

const pack = (key: string, change: Partial<CataloguePack> = {}): CataloguePack => ({
  key,
  registryId: key,
  title: key,
  author: 'somebody',
  description: '',
  repository: null,
  files: [],
  installType: 'registry',
  latestVersion: '2.0.0',
  stars: 0,
  updatedAt: null,
  nodeClasses: [],
  tags: [],
  ...change,
});

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
const { orders } = createShelf(prepareCatalogue({ packs, asOf: null, origin: 'fetched', notice: null }), [
  local('impact'),
  local('ksampler', { version: '1.0.0' }),
  local('described', { enabled: false }),
]);

const find = (change: Partial<PackSearch>) =>
  createPackSearch()(orders, { text: '', filter: 'all', sort: 'relevance', failedKeys: new Set(), ...change });
const keysOf = (change: Partial<PackSearch>) => find(change).rows.map(({ key }) => key);

describe('createPackSearch', () => {
  it('shows everything by stars when nothing is asked', () => {
    expect(keysOf({})).toEqual(['described', 'impact', 'wan', 'ksampler', 'tiled-ksampler', 'exact']);
  });

  it('ranks titles before node classes before descriptions, not by stars', () => {
    expect(keysOf({ text: 'KSampler' })).toEqual(['ksampler', 'tiled-ksampler', 'exact', 'impact', 'described']);
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
      installed: 3,
      updates: 1,
      disabled: 1,
      held: 0,
      'not-installed': 3,
      registry: 5,
      git: 1,
    });
    expect(find({ text: 'ksampler', filter: 'updates' }).counts).toMatchObject({ all: 5, updates: 1 });
  });

  it('finds packs whose last task failed', () => {
    expect(keysOf({ text: '@failed', failedKeys: new Set(['wan']) })).toEqual(['wan']);
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

  it('finds the same while somebody types, deletes and starts over as it finds at once', () => {
    const search = createPackSearch();
    for (const text of ['k', 'ks', 'ksampler', 'ksampler node:mask', 'ks', '', 'wan', 'author:k', 'k']) {
      const typed = search(orders, { text, filter: 'all', sort: 'relevance', failedKeys: new Set() });
      expect(typed, text).toEqual(find({ text }));
    }
  });
});

describe('findMatchedClass', () => {
  const record = (key: string) => {
    const found = orders.byName.find((candidate) => candidate.key === key);
    if (!found) throw new Error(`${key} is missing`);
    return found;
  };

  it('names the class that explains a row', () => {
    expect(findMatchedClass(record('impact'), parseQuery('node:ksampler'))).toBe('ImpactKSamplerAdvanced');
    expect(findMatchedClass(record('impact'), parseQuery('masktosegs'))).toBe('MaskToSEGS');
  });

  it('names none when the title or the author explains it', () => {
    expect(findMatchedClass(record('ksampler'), parseQuery('ksampler'))).toBeNull();
    expect(findMatchedClass(record('impact'), parseQuery('impact'))).toBeNull();
  });
});
