import { describe, expect, it } from 'vitest';
import type { PackVersion } from '../../../contract/packs/catalogue-packs';
import { releasesBetween } from './changes';
import { newestRelease } from './nightly';
import { findVersionTag } from './nightly-since';

const release = (version: string, rest: Partial<PackVersion> = {}): PackVersion => ({
  ...{ version, kind: 'registry', createdAt: null, status: 'active', changelog: '', deprecated: false },
  ...rest,
});

describe('findVersionTag', () => {
  it('reads the usual spellings, and never a part of a version', () => {
    for (const tag of ['v1.2.0', '1.2.0', 'V1.2.0', 'release-1.2.0', 'release/v1.2.0', 'version_1.2.0', 'v.1.2.0']) {
      expect(findVersionTag(['v1.2.01', 'v11.2.0', tag], '1.2.0')).toBe(tag);
    }
    expect(findVersionTag(['v1.2.0-rc1', '1.2', '1.2.0.1'], '1.2.0')).toBeNull();
    expect(findVersionTag(['release-1.2.0', '1.2.0'], '1.2.0')).toBe('1.2.0');
  });
});

describe('releasesBetween', () => {
  const versions = ['2.0.0', '1.10.0', '1.9.0', '1.0.0'].map((version) => release(version));
  const names = (from: string | null, to: string) =>
    releasesBetween(versions, { from, to }).map(({ version }) => version);
  it('counts from what is installed to what is wanted', () => {
    expect(names('1.0.0', '1.10.0')).toEqual(['1.10.0', '1.9.0']);
    expect(names('1.10.0', '1.10.0')).toEqual([]);
    expect(names('2.0.0', '1.0.0')).toEqual([]);
    expect(names(null, '1.9.0')).toEqual(['1.9.0']);
  });
});

describe('newestRelease', () => {
  it('is active, and not deprecated when there is another', () => {
    const flagged = release('3.0.0', { status: 'flagged' });
    const old = release('2.0.0', { deprecated: true });
    expect(newestRelease([flagged, old, release('1.0.0')])?.version).toBe('1.0.0');
    expect(newestRelease([flagged, old])?.version).toBe('2.0.0');
    expect(newestRelease([flagged])).toBeNull();
  });
});
