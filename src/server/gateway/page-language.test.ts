import { expect, it } from 'vitest';
import { chooseLanguage } from './page-language';

it.each([
  [undefined, 'en'],
  ['', 'en'],
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['fr,de;q=0.5,en;q=0.8', 'en'],
  ['zh-CN,zh;q=0.9', 'zh-CN'],
  ['zh-TW,zh-Hant;q=0.9', 'en'],
  ['zh-SG', 'zh-CN'],
  ['de;q=0, zh', 'zh-CN'],
  ['*, ;;q=x, %%', 'en'],
])('%s is answered in %s', (header, language) => {
  expect(chooseLanguage(header)).toBe(language);
});
