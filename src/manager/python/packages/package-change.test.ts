import { describe, expect, it } from 'vitest';
import { describeChange, planRevert } from './package-change';

const map = (entries: Record<string, string>) => new Map(Object.entries(entries));

describe('planRevert', () => {
  const change = { before: map({ a: '1', b: '1', c: '1' }), after: map({ a: '2', c: '1', d: '1' }) };

  it('takes away what was added and brings back what was changed or removed', () => {
    expect(planRevert(change, change.after)).toEqual({
      uninstall: ['d'],
      reinstall: [
        { name: 'a', version: '1' },
        { name: 'b', version: '1' },
      ],
    });
  });

  it('has nothing to do for what somebody put right meanwhile, and leaves later packages alone', () => {
    expect(planRevert(change, map({ a: '1', b: '1', c: '9', later: '1' }))).toEqual({ uninstall: [], reinstall: [] });
  });
});

describe('describeChange', () => {
  it('has one line per changed package', () => {
    expect(describeChange({ before: map({ a: '1', b: '1', c: '1' }), after: map({ a: '2', c: '1', d: '1' }) })).toEqual(
      ['~ a 1 -> 2', '- b 1', '+ d 1'],
    );
  });
});
