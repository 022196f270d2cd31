import { expect, it } from 'vitest';
import { errorStatus } from '../errors';
import { errorChapters, errorWords } from './error-words';

const chapters = Object.values(errorChapters).flatMap((words) => Object.keys(words));

it('each code has words, in one chapter', () => {
  expect(chapters.sort()).toEqual(Object.keys(errorStatus).sort());
  expect(Object.keys(errorWords).sort()).toEqual(chapters);
});

it.each(Object.entries(errorWords))(
  '%s is told as the end of a sentence, and what to do as whole ones',
  (_code, words) => {
    expect(words.meaning).toMatch(/^[a-zA-Z`].*[^.]$/u);
    expect(words.remedy).toMatch(/^[A-Z].*\.$/u);
  },
);
