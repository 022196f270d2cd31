import { describe, expect, it } from 'vitest';
import type { TableRow } from '../../../src/contract/library/pack-table';
import { createPackIndex } from './pack-index';
import { createPackSearch, type PackSearch } from './pack-search';
import { makeTable } from './pack-table';

const pack = (key: string, change: Partial<TableRow>): TableRow => ({
  ...{ key, registryId: key, title: key, author: '', description: '', repository: null, files: [] },
  ...{ latestVersion: '2.0.0', stars: 0, updatedAt: null, nodeClasses: [], ...change },
});
const packIndex = createPackIndex(
  makeTable([
    pack('old', { downloads: 900, createdAt: '2023-01-01T00:00:00Z', tags: ['upscale', 'two words'], stars: 3 }),
    pack('new', { downloads: 5, createdAt: '2026-01-01T00:00:00Z', tags: ['Upscaler'], stars: 2 }),
    pack('silent', { stars: 1, description: 'upscale' }),
  ]),
  [],
);
const nothing: PackSearch = { text: '', filter: 'all', sort: 'relevance', failedKeys: new Set() };
const keysOf = (change: Partial<PackSearch>) =>
  createPackSearch(packIndex)({ ...nothing, ...change }).records.map(({ key }) => key);

describe('the orders of the list', () => {
  it('know downloads and what is new; what nobody counted comes last', () => {
    expect(keysOf({ sort: 'downloads' })).toEqual(['old', 'new', 'silent']);
    expect(keysOf({ sort: 'new' })).toEqual(['new', 'old', 'silent']);
    expect(keysOf({ sort: 'size', numbers: new Map([['silent', 3]]) })).toEqual(['silent', 'old', 'new']);
  });

  it('finds by tags alone, also of two words, and by tags as by any word', () => {
    expect(keysOf({ text: 'tag:upscale' })).toEqual(['old', 'new']);
    expect(keysOf({ text: 'tag:"two words"' })).toEqual(['old']);
    expect(keysOf({ text: 'tag:upscale -' })).toEqual([]);
    expect(keysOf({ text: 'upscale' })).toEqual(['old', 'new', 'silent']);
    expect(packIndex.findByKey('new')?.tags).toEqual(['Upscaler']);
  });

  it('finds what does not run here by a token', () => {
    expect(keysOf({ text: '@unfit', unfit: new Set(['new']) })).toEqual(['new']);
    expect(keysOf({ text: '@unfit' })).toEqual([]);
  });
});
