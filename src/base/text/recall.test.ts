import { expect, it } from 'vitest';
import { createRecall } from './recall';

it('finds an answer once, also where it is null, and forgets all when there are too many', () => {
  const recall = createRecall<string | null>(2);
  const reads: string[] = [];
  const ask = (key: string) =>
    recall(key, () => {
      reads.push(key);
      return key === 'none' ? null : key.toUpperCase();
    });
  expect([ask('a'), ask('a'), ask('none'), ask('none')]).toEqual(['A', 'A', null, null]);
  expect(reads).toEqual(['a', 'none']);
  ask('b');
  expect([ask('b'), ask('a')]).toEqual(['B', 'A']);
  expect(reads).toEqual(['a', 'none', 'b', 'a']);
});
