import { expect, it } from 'vitest';
import type { DiskCache } from '../../../src/contract/disk';
import { freedBytes, ordersOf } from './cache-choice';

const cache = (name: DiskCache['name'], ids: readonly string[] = []): DiskCache => ({
  ...{ name, path: `/cache/${name}`, bytes: 100, files: 3, freeableBytes: 40 },
  ...{ isWhole: true, isShared: true, linkedFrom: null },
  entries: ids.map((id) => ({ id, name: id, kind: 'model', bytes: 7, files: 1, usedAt: null, linkedFrom: null })),
});

it('makes a task for each cache of which something is chosen, and counts only what comes free', () => {
  const caches = [cache('uv'), cache('pip'), cache('huggingface', ['a', 'b', 'c'])];
  expect(ordersOf({})).toEqual([]);
  expect(ordersOf({ uv: 'all', huggingface: [] })).toEqual([{ name: 'uv' }]);
  expect(ordersOf({ uv: 'unused', huggingface: ['a', 'c'] })).toEqual([
    { name: 'uv', only_unused: true },
    { name: 'huggingface', entries: ['a', 'c'] },
  ]);
  expect(freedBytes(caches, { uv: 'all', huggingface: ['a', 'c'] })).toBe(54);
  expect(freedBytes(caches, { uv: 'unused', pip: 'all' })).toBeNull();
});
