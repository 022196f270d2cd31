import i18next from 'i18next';
import { expect, it } from 'vitest';
import en from './en.json';
import { shortenList } from './shorten-list';

it('names the first of many', async () => {
  const texts = i18next.createInstance();
  await texts.init({ lng: 'en', resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
  expect(shortenList(texts.t, ['A', 'B'], 2)).toBe('A, B');
  expect(shortenList(texts.t, ['A', 'B', 'C', 'D'], 2)).toBe('A, B and 2 more');
});
