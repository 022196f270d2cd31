import { describe, expect, it } from 'vitest';
import type { TableRow } from '../../../src/contract/library/pack-table';
import type { LocalPack } from '../../../src/contract/packs/local-packs';
import { createPackIndex, type PackIndex } from '../../state/packs/pack-index';
import { makeTable } from '../../state/packs/pack-table';
import { composeReview } from './review-rows';
import { findNewerRelease } from '../../state/comfyui/newer-release';

function line(id: string, latestVersion: string): TableRow {
  return {
    ...{ key: id, registryId: id, title: id.toUpperCase(), author: '', description: '', repository: null, files: [] },
    ...{ latestVersion, stars: null, updatedAt: null, nodeClasses: [] },
  };
}
function local(id: string, version: string, rest: Partial<LocalPack> = {}): LocalPack {
  return {
    ...{ key: id, name: id, source: 'registry', enabled: true, version, registryId: id },
    ...{ auxId: null, repository: null, branch: null },
    ...rest,
  };
}
const hold = { reason: 'mine', heldAt: '2026-01-01T00:00:00Z' };
function shelfOf(...packs: LocalPack[]): PackIndex {
  return createPackIndex(makeTable([line('b', '2.0.0'), line('a', '2.0.0')]), packs);
}
const clone = local('c', 'f'.repeat(40), { source: 'git', registryId: null });

describe('the review of updates', () => {
  it('knows from the catalogue what the registry has newer, without those that are held', () => {
    const packIndex = shelfOf(local('a', '1.0.0'), local('b', '1.0.0', { hold }), clone);
    const review = composeReview(packIndex, { found: undefined, holds: [{ name: 'b', ...hold }] });
    expect(review.rows).toMatchObject([{ key: 'a', kind: 'registry', from: '1.0.0', to: '2.0.0' }]);
    expect(review.held).toMatchObject([{ name: 'b', reason: 'mine', record: { key: 'b' } }]);
  });

  it('shows clones with what the last check found, by title, and what the check could not say', () => {
    const found = { updates: [], pinned: ['d'], failed: [{ id: 'e', reason: 'silent' }] };
    const behind = { ...clone, newer: 'e'.repeat(40) };
    const all = composeReview(shelfOf(local('a', '1.0.0'), local('b', '1.0.0'), behind), { found, holds: [] });
    expect(all.rows.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
    expect(all.rows[2]).toMatchObject({ kind: 'git', from: 'f'.repeat(40), to: 'e'.repeat(40) });
    expect(all.held).toEqual([{ name: 'd', reason: null, record: undefined }]);
    expect(all.failed).toEqual([{ name: 'e', reason: 'silent' }]);
  });

  it('lists a held pack once, whether the check names its id or its folder', () => {
    const packIndex = shelfOf(local('Folder', 'f'.repeat(40), { source: 'git', registryId: 'a', hold }));
    const found = { updates: [], pinned: ['Folder'], failed: [] };
    expect(composeReview(packIndex, { found, holds: [{ name: 'a', ...hold }] }).held).toHaveLength(1);
  });

  it('has ComfyUI in it when a newer release is known', () => {
    const versions = ['nightly', 'v0.3.2', 'v0.3.1'];
    expect(findNewerRelease({ versions, current: 'v0.3.1' })).toBe('v0.3.2');
    expect(findNewerRelease({ versions, current: 'v0.3.2' })).toBeNull();
    expect(findNewerRelease({ versions, current: 'nightly' })).toBeNull();
    expect(findNewerRelease(undefined)).toBeNull();
  });
});
