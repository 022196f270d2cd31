import { expect, it } from 'vitest';
import { parseMemoryKills, readMemoryFacts } from './memory-facts';

it('reads how often memory ran out from a control group and from the kernel', () => {
  expect(parseMemoryKills('low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n')).toBe(2);
  expect(parseMemoryKills('nr_free_pages 11\noom_kill 0\ndrop_pagecache 1\n')).toBe(0);
  expect(parseMemoryKills('')).toBeNull();
  expect(parseMemoryKills('oom 3\n')).toBeNull();
});

it('has no more free than there is', () => {
  const { totalBytes, freeBytes } = readMemoryFacts();
  expect(totalBytes).toBeGreaterThan(0);
  expect(freeBytes).toBeLessThanOrEqual(totalBytes);
});
