import { beforeAll, expect, it } from 'vitest';
import { shortenList } from './shorten-list';
import { speakEnglish } from './testing/speak-english';

beforeAll(speakEnglish);

it('names the first of many', () => {
  expect(shortenList(['A', 'B'], 2)).toBe('A, B');
  expect(shortenList(['A', 'B', 'C', 'D'], 2)).toBe('A, B and 2 more');
});
