import { describe, expect, it } from 'vitest';
import type { LocalPack } from '../../../src/contract/packs/local-packs';
import { findSkipped, findUpdate } from './find-update';

const [old, next] = ['f'.repeat(40), 'e'.repeat(40)];
const registry: LocalPack = {
  ...{ key: 'a', name: 'a', source: 'registry', enabled: true, version: '1.0.0', registryId: 'a' },
  ...{ auxId: null, repository: null, branch: null },
};
const clone: LocalPack = { ...registry, source: 'git', version: old };
const hold = { reason: '', heldAt: '2026-01-01T00:00:00Z' };

describe('whether a pack has an update', () => {
  it('is answered by the catalogue or the last check, whichever knows more', () => {
    expect(findUpdate(registry, '2.0.0')).toBe('2.0.0');
    expect(findUpdate(registry, '1.0.0')).toBeNull();
    expect(findUpdate({ ...registry, newer: '2.1.0' }, '2.0.0')).toBe('2.1.0');
    expect(findUpdate({ ...registry, newer: '2.1.0' }, '2.2.0')).toBe('2.2.0');
    expect(findUpdate({ ...registry, version: '', newer: '2.1.0' }, null)).toBe('2.1.0');
  });

  it('is answered for clones by the last check alone', () => {
    expect(findUpdate(clone, '2.0.0')).toBeNull();
    expect(findUpdate({ ...clone, newer: next }, null)).toBe(next);
  });

  it('is no for a version that was put away, until there is another one', () => {
    const skipped = { ...registry, skipped: '2.0.0' };
    expect([findUpdate(skipped, '2.0.0'), findSkipped(skipped, '2.0.0')]).toEqual([null, '2.0.0']);
    expect([findUpdate(skipped, '2.1.0'), findSkipped(skipped, '2.1.0')]).toEqual(['2.1.0', null]);
    expect(findSkipped(registry, '2.0.0')).toBeNull();
  });

  it('is no for packs that are disabled, held, or nobody can update', () => {
    const newer = { newer: next };
    expect(findUpdate({ ...clone, ...newer, enabled: false }, null)).toBeNull();
    expect(findUpdate({ ...clone, ...newer, hold }, null)).toBeNull();
    expect(findUpdate({ ...registry, source: 'folder' }, '2.0.0')).toBeNull();
  });
});
