import { expect, it } from 'vitest';
import { compareNodes } from './node-changes';
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

it('tells which nodes take or give something else, and nothing of what only may be given', () => {
  const node = { required: ['image', 'size'], optional: ['mask'], outputs: ['IMAGE'] };
  const before = { Same: node, Gone: node, More: node, Less: node, Other: node, Freer: node };
  const after = {
    ...{ Same: node, New: node },
    More: { ...node, required: [...node.required, 'model'], optional: ['mask', 'seed'] },
    Less: { ...node, required: ['image'], optional: [] },
    Other: { ...node, outputs: ['IMAGE', 'MASK'] },
    Freer: { ...node, required: ['image'], optional: ['mask', 'size'] },
  };
  expect(compareNodes(before, after)).toEqual([
    { name: 'More', added: ['model'], removed: [], hasOtherOutputs: false },
    { name: 'Less', added: [], removed: ['size', 'mask'], hasOtherOutputs: false },
    { name: 'Other', added: [], removed: [], hasOtherOutputs: true },
  ]);
});
