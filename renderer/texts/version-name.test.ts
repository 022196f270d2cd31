import type { TFunction } from 'i18next';
import { expect, it } from 'vitest';
import { describeVersion } from './version-name';

const t = ((key: string, { version, count }: { version: string; count: number }) =>
  `${key} ${version} ${count}`) as unknown as TFunction;

it('tells a version in words: what git calls a commit after a release is that release and a number', () => {
  expect(describeVersion(t, 'v0.3.62')).toBe('v0.3.62');
  expect(describeVersion(t, 'v0.3.62-2-gd90c1c5')).toBe('comfy.versions.past v0.3.62 2');
  expect(describeVersion(t, 'f'.repeat(40))).toBe('fffffff');
  expect(describeVersion(t, 'nightly')).toBe('nightly');
});
