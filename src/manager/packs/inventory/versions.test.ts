import { describe, expect, it } from 'vitest';
import { compareVersions, isVersionNumber, normaliseVersion } from './versions';

describe('versions', () => {
  it.each([
    ['1.2', '1.2.0'],
    ['2', '2.0.0'],
    ['01.02.003', '1.2.3'],
    ['1.2.3.4', '1.2.3-4'],
    ['v1.0.0', '1.0.0'],
    ['1.0.0-beta', '1.0.0-beta'],
    ['1.0.0rc1', '1.0.0rc1'],
    [' 1.0.0 ', '1.0.0'],
    ['nonsense', 'nonsense'],
  ])('writes %j as %j', (text, expected) => {
    expect(normaliseVersion(text)).toBe(expected);
  });

  it('orders semver, PEP 440 and what is neither', () => {
    expect(compareVersions('1.10.0', '1.9.0')).toBeGreaterThan(0);
    expect(compareVersions('1.0.0-beta', '1.0.0')).toBeLessThan(0);
    expect(compareVersions('1.0.0rc1', '1.0.0')).toBeLessThan(0);
    expect(compareVersions('1.0.post1', '1.0')).toBeGreaterThan(0);
    expect(compareVersions('nonsense', '0.0.1')).toBeLessThan(0);
    expect(compareVersions('1.2.0', '1.2.0')).toBe(0);
  });

  it.each(['1.2.3', 'v1.2.3', '1.2', '1.0.0rc1'])('takes %j for a version', (text) => {
    expect(isVersionNumber(text)).toBe(true);
  });

  it.each(['latest', 'nightly', 'main', 'c0ffee0', '1234567', 'release-1.2', 'v2'])(
    'takes %j for no version',
    (text) => {
      expect(isVersionNumber(text)).toBe(false);
    },
  );
});
