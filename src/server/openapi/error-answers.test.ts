import { expect, it } from 'vitest';
import chapters from '../../../docs/error-words.json';
import { errorStatus } from '../../contract/errors';

const words = Object.values(chapters).flatMap((chapter) => Object.entries(chapter));

it('each code has words, in one chapter', () => {
  expect(words.map(([code]) => code).sort()).toEqual(Object.keys(errorStatus).sort());
});

it.each(words)('%s is told as the end of a sentence, and what to do as whole ones', (_code, { meaning, remedy }) => {
  expect(meaning).toMatch(/^[a-zA-Z`].*[^.]$/u);
  expect(remedy).toMatch(/^[A-Z].*\.$/u);
});
