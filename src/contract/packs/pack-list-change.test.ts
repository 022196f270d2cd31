import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPackListChange, comparePackLists } from './pack-list-change';
import type { LocalPack } from './local-packs';

const pack = (key: string, version = '1.0.0'): LocalPack => ({
  ...{ key, name: key, source: 'registry', enabled: true, version },
  ...{ registryId: key, auxId: null, repository: null, branch: null },
});
const packs = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((key) => pack(key));
const keysOf = (list: readonly LocalPack[]) => list.map(({ key }) => key);

/** A list with some of its packs taken out, changed, or put elsewhere. */
const anotherList = fc
  .array(fc.record({ from: fc.nat(7), to: fc.nat(7), way: fc.constantFrom('remove', 'change', 'move', 'add') }), {
    maxLength: 4,
  })
  .map((steps) => {
    const list = [...packs];
    for (const [index, { from, to, way }] of steps.entries()) {
      const [taken] = way === 'add' ? [undefined] : list.splice(from, 1);
      const key = taken?.key ?? `new-${index}`;
      if (way === 'move' && taken !== undefined) list.splice(to, 0, taken);
      else if (way !== 'remove') list.splice(to, 0, pack(key, '2.0.0'));
    }
    return list;
  });

describe('what lies between two lists of packs', () => {
  it('makes the later list of the earlier one, in its order, wherever it can be told', () => {
    let compared = 0;
    fc.assert(
      fc.property(anotherList, anotherList, (before, after) => {
        const change = comparePackLists(before, after);
        if (change === null) return;
        compared += 1;
        const made = applyPackListChange(before, structuredClone(change));
        expect(made).toEqual(after);
      }),
    );
    expect(compared).toBeGreaterThan(10);
  });

  it('is one pack where one was disabled and stands at the end now', () => {
    const disabled = { ...pack('b'), enabled: false };
    const after = [...packs.filter(({ key }) => key !== 'b'), disabled];
    const change = comparePackLists(packs, after);
    expect(change).toEqual({ changed: [{ at: 7, pack: disabled }], removed: [] });
    const made = applyPackListChange(packs, change ?? { changed: [], removed: [] });
    expect(keysOf(made)).toEqual(keysOf(after));
    expect(made[0]).toBe(packs[0]);
  });

  it('names what is gone, and is nothing where nothing changed', () => {
    expect(comparePackLists(packs, packs.slice(1))).toEqual({ changed: [], removed: ['a'] });
    expect(comparePackLists(packs, [...packs])).toEqual({ changed: [], removed: [] });
  });

  it('cannot be told where packs that stay the same stand in another order', () => {
    expect(comparePackLists(packs, packs.toReversed())).toBeNull();
  });
});
