import { expect, it } from 'vitest';
import { compareRequirements } from './update-risk';

it('tells which requirements come, change and go, whatever they are written like', () => {
  expect(
    compareRequirements(['Numpy >= 1.2', 'old_one', 'same-pkg==1'], ['numpy>=1.2', 'same_pkg==2', 'fresh[extra]>3']),
  ).toEqual({
    added: ['fresh[extra]>3'],
    changed: [{ from: 'same-pkg==1', to: 'same_pkg==2' }],
    removed: ['old_one'],
  });
});

it('tells no password of an address, and calls no line changed because one is not shown', () => {
  const own = 'quiet @ git+http://person:secret-word@example.org/quiet.git';
  expect(compareRequirements([own], ['quiet @ git+http://***@example.org/quiet.git']).changed).toEqual([]);
  expect(JSON.stringify(compareRequirements([own], []))).not.toContain('secret-word');
});
