import type { TFunction } from 'i18next';
import { expect, it } from 'vitest';
import { makePolicyWords } from './policy-words';

const t = ((key: string) => key) as unknown as TFunction;

it('says of an undo what it does, and not what the change did that it takes back', () => {
  const { effectOf } = makePolicyWords(t);
  expect(effectOf('install-packages')).toBe('policy.effects.install-packages');
  expect(effectOf('install-packages', true)).toBe('policy.undoes');
});
