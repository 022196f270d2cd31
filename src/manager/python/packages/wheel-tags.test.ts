import { expect, it } from 'vitest';
import { fitsTag } from './wheel-tags';

it.each([
  ['py3-none-any', true],
  ['py2.py3-none-any', true],
  ['cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64', true],
  ['cp38-abi3-manylinux_2_28_x86_64', true],
  ['py39-none-linux_x86_64', true],
  ['cp310-cp310-manylinux_2_17_x86_64', false],
  ['cp312-abi3-manylinux_2_17_x86_64', false],
  ['cp311-cp311-win_amd64', false],
  ['py2-none-any', false],
  ['pp311-pypy311_pp73-linux_x86_64', false],
])('%s on Python 3.11 and Linux: %s', (tag, fits) => {
  expect(fitsTag(tag, '3.11.7', 'linux')).toBe(fits);
});
