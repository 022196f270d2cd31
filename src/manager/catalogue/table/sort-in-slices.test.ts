import fc from 'fast-check';
import { expect, it } from 'vitest';
import { beginSlice } from '../../../base/async/time-slice';
import { sortInSlices } from './sort-in-slices';

it('sorts as the built-in sort does, keeping the order of equals', async () => {
  const items = fc.array(fc.record({ rank: fc.nat(9), id: fc.nat() }), { maxLength: 2500, size: 'max' });
  const compare = (a: { rank: number }, b: { rank: number }) => a.rank - b.rank;
  await fc.assert(
    fc.asyncProperty(items, async (list) => {
      expect(await sortInSlices(list, compare, beginSlice())).toEqual([...list].sort(compare));
    }),
    { numRuns: 20 },
  );
});
