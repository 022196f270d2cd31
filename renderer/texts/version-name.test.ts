import { beforeAll, expect, it } from 'vitest';
import { speakEnglish } from './testing/speak-english';
import { describeVersion } from './version-name';

beforeAll(speakEnglish);

it('tells a version in words: what git calls a commit after a release is that release and a number', () => {
  expect(describeVersion('v0.3.62')).toBe('v0.3.62');
  expect(describeVersion('v0.3.62-2-gd90c1c5')).toBe('v0.3.62 + 2 commits');
  expect(describeVersion('f'.repeat(40))).toBe('fffffff');
  expect(describeVersion('nightly')).toBe('nightly');
});
