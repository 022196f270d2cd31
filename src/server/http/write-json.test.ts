import { expect, it } from 'vitest';
import { msg } from '../../contract/text/message';
import { writeJson } from './write-json';

it('spells sentences out, wherever they stand, and leaves those that stand beside their English', () => {
  const notice = msg`${msg`1 page`} of ${'x'} is missing.`;
  const outcome = { message: 'Done.', words: { message: msg`Done.`, warnings: [notice] } };
  const answer = { notice, notes: [notice, 'as it came'], none: null, outcome };
  expect(JSON.parse(writeJson(answer))).toEqual({
    ...{ notice: '1 page of x is missing.', notes: ['1 page of x is missing.', 'as it came'], none: null },
    outcome,
  });
});

it('leaves what only looks like one of them as it is', () => {
  const answer = { english: 'en', values: { a: '"english":' } };
  expect(JSON.parse(writeJson(answer))).toEqual(answer);
});
