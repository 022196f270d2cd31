import { describe, expect, it } from 'vitest';
import type { TableRow } from '../../../src/contract/pack-table/pack-table';
import { parseQuery } from './pack-query';
import { makeTable } from './pack-table';
import { createTableSearch } from './table-search';
import { rankCount, rankWord } from './text-rank';
import { findPlaces, wholeRows } from './text-scan';

const nothing: TableRow = {
  ...{ key: 'x', registryId: null, title: '', author: '', description: '', repository: null, files: [] },
  ...{ latestVersion: null, stars: null, updatedAt: null, nodeClasses: [] },
};

describe('how well a row fits', () => {
  const rankIn = (text: string, change: Partial<TableRow>) =>
    createTableSearch(makeTable([{ ...nothing, ...change }]))(parseQuery(text)).rankOf[0];

  it.each([
    [0, { title: 'Word' }],
    [0, { title: 'Word', author: 'word', nodeClasses: ['word'] }],
    [1, { title: 'Wordy' }],
    [2, { title: 'A word' }],
    [2, { title: 'Ä-Word' }],
    [3, { title: 'Sword' }],
    [3, { title: '2word' }],
    [0, { nodeClasses: ['Swords', 'Word'] }],
    [0, { title: 'Sword', author: 'Word', nodeClasses: ['Word'] }],
    [4, { author: 'Word', nodeClasses: ['Swords'] }],
    [0, { title: 'ComfyUI-Word' }],
    [1, { title: "ComfyUI's Words" }],
    [1, { title: 'comfyui_wordy' }],
    [2, { title: 'ComfyUIx Word' }],
    [5, { nodeClasses: ['Swords'] }],
    [6, { registryId: 'word' }],
    [6, { description: 'word' }],
  ])('is %i for %j', (rank, change) => {
    expect(rankIn('word', change)).toBe(rank);
  });

  it('is best where all the words together are one class', () => {
    expect(rankIn('word (other)', { nodeClasses: ['Word (Other)'] })).toBe(0);
    expect(rankIn('word (other)', { nodeClasses: ['Word', '(Other) Word'] })).toBe(5);
  });

  it('is as good as the worst of its words', () => {
    expect(rankIn('word other', { title: 'word', description: 'other' })).toBe(6);
    expect(rankIn('other word', { title: 'word', description: 'other' })).toBe(6);
  });

  it('does not ask whether one letter is a class, nor where nodes and authors stand', () => {
    expect(rankIn('w', { nodeClasses: ['w'] })).toBe(5);
    expect(rankIn('node:word author:word', { author: 'word', nodeClasses: ['swords'] })).toBe(0);
  });

  it('is told of each row that has the word', () => {
    const titles = ['word', 'words', 'a word', 'sword', 'other'];
    const table = makeTable(titles.map((title, at) => ({ ...nothing, key: title, title, stars: 9 - at })));
    const isFound = Uint8Array.of(1, 1, 0, 1, 0);
    const places = findPlaces(table, { word: 'word', field: wholeRows(table), isWanted: isFound });
    expect([...rankWord(table, { word: 'word', places }, isFound)]).toEqual([0, 1, 0, 3, 0]);
  });

  it('is one of as many as are counted', () => {
    expect(rankIn('word', { description: 'word' })).toBe(rankCount - 1);
  });
});
