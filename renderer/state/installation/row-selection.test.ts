import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptySelection, type RowSelection, withAll, withRange, withToggled } from './row-selection';

const ordered = ['a', 'b', 'c', 'd', 'e', 'f'];
const checked = ({ keys }: RowSelection): string => [...keys].toSorted().join('');
const range = (selection: RowSelection, to: string, from: string | null = null): RowSelection =>
  withRange(selection, { ordered, from, to });

describe('the selection of rows', () => {
  it('checks and unchecks one', () => {
    const one = withToggled(emptySelection, 'b');
    expect(checked(one)).toBe('b');
    expect(checked(withToggled(one, 'b'))).toBe('');
  });

  it('checks a range from the last one, in either direction, that grows and shrinks', () => {
    const begun = withToggled(emptySelection, 'c');
    expect(checked(range(begun, 'e'))).toBe('cde');
    expect(checked(range(range(begun, 'f'), 'd'))).toBe('cd');
    expect(checked(range(range(begun, 'f'), 'a'))).toBe('abc');
  });

  it('keeps what was checked before the range', () => {
    const apart = withToggled(withToggled(emptySelection, 'a'), 'd');
    expect(checked(range(range(apart, 'f'), 'e'))).toBe('ade');
  });

  it('begins at the row that is looked at, else at the target, when nothing was checked or the anchor is filtered out', () => {
    expect(checked(range(emptySelection, 'd', 'b'))).toBe('bcd');
    expect(checked(range(emptySelection, 'd'))).toBe('d');
    const hidden = withToggled(emptySelection, 'hidden');
    expect(checked(range(hidden, 'c', 'b'))).toBe('bchidden');
    expect(range(hidden, 'nobody')).toBe(hidden);
  });

  it('adds everything shown to what is checked elsewhere', () => {
    expect(checked(withAll(withToggled(emptySelection, 'z'), ordered))).toBe('abcdefz');
  });

  it('a range has what was checked before it and exactly what lies between, whatever came before', () => {
    const key = fc.constantFrom(...ordered);
    fc.assert(
      fc.property(fc.array(key), fc.tuple(key, key, key), (toggles, [anchor, first, last]) => {
        const before = toggles.reduce(withToggled, emptySelection);
        const begun = withToggled(before, anchor);
        const [low = 0, high = 0] = [ordered.indexOf(anchor), ordered.indexOf(last)].toSorted((a, b) => a - b);
        const wanted = new Set([...begun.keys, ...ordered.slice(low, high + 1)]);
        expect(range(range(begun, first), last).keys).toEqual(wanted);
      }),
    );
  });
});
