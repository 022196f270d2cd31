import { describe, expect, it } from 'vitest';
import { createPackRows, noRows } from './pack-rows';
import { createPackIndex } from '../../state/packs/pack-index';
import { makeTable } from '../../state/packs/pack-table';

const line = (key: string) => ({
  ...{ key, registryId: key, title: key, author: '', description: '', repository: null, files: [] },
  ...{ latestVersion: null, stars: null, updatedAt: null, nodeClasses: [] },
});
const packIndex = createPackIndex(makeTable(['a', 'b', 'c', 'd'].map(line)), []);
const rows = createPackRows(packIndex, Uint32Array.of(3, 0, 2));

describe('the packs of a list', () => {
  it('stand where their numbers do', () => {
    expect(rows.length).toBe(3);
    expect([0, 1, 2].map((position) => rows.at(position)?.key)).toEqual(['d', 'a', 'c']);
    expect(rows.keys()).toEqual(['d', 'a', 'c']);
  });

  it('are none outside of it', () => {
    expect([-1, 3].map((position) => rows.at(position))).toEqual([undefined, undefined]);
  });

  it('are found by key, unless the list or the packIndex lacks them', () => {
    expect(['d', 'a', 'c', 'b', 'gone'].map((key) => rows.positionOf(key))).toEqual([0, 1, 2, -1, -1]);
    const record = rows.at(1);
    expect(record && rows.keyOf(record)).toBe('a');
  });
});

it('has nothing in an empty list', () => {
  for (const empty of [noRows, createPackRows(packIndex, new Uint32Array())]) {
    expect([empty.length, empty.at(0), empty.positionOf('a'), empty.keys()]).toEqual([0, undefined, -1, []]);
    expect(empty.keyOf(packIndex.recordAt(2))).toBe('c');
  }
});
