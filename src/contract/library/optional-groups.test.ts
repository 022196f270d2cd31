import { expect, it } from 'vitest';
import { splitPackGroups } from './optional-groups';

it.each([
  ['face-pack', 'face-pack', null],
  ['face-pack[swap, Video_2]', 'face-pack', ['swap', 'Video_2']],
  ['face-pack[]', 'face-pack', []],
  ['https://example.org/o/face[swap]', 'https://example.org/o/face', ['swap']],
  ['http://[::1]/o/face', 'http://[::1]/o/face', null],
  ['face[--index-url x]', 'face[--index-url x]'.replace(/\[.*$/u, ''), ['--index-url x']],
])('%s is a pack with its groups', (ref, name, groups) => {
  expect(splitPackGroups(ref)).toEqual({ name, groups });
});
