import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import english from './en.json';
import { createTexts, matchLanguage } from './texts';

/** Every sentence by its key, plural forms as one. */
function listSentences(node: object, prefix = ''): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [name, value] of Object.entries(node) as [string, unknown][]) {
    if (typeof value === 'object' && value !== null) {
      for (const [key, texts] of listSentences(value, `${prefix}${name}.`)) found.set(key, texts);
    } else {
      const key = `${prefix}${name}`.replace(/_(zero|one|two|few|many|other)$/u, '');
      found.set(key, [...(found.get(key) ?? []), String(value)]);
    }
  }
  return found;
}

const placeholders = (texts: readonly string[]) =>
  [...new Set(texts.flatMap((text) => [...text.matchAll(/\{\{(\w+)\}\}/gu)].map(([, name]) => name ?? '')))].sort();

const inEnglish = listSentences(english);
const languagesIn = (folder: string) =>
  readdirSync(resolve(import.meta.dirname, folder)).flatMap((name) => (/^(.+)\.json$/u.exec(name) ?? []).slice(1));
const mainDir = resolve(import.meta.dirname, '..');
const sources = readdirSync(mainDir, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(mainDir, name), 'utf8'))
  .join('\n');
const readTexts = (language: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `${language}.json`), 'utf8')) as object;

describe('the sentences of the shell', () => {
  it('are all used somewhere', () => {
    const isUsed = (key: string) => {
      const parent = key.slice(0, key.lastIndexOf('.') + 1);
      return sources.includes(`'${key}'`) || sources.includes(`\`${parent}\${`);
    };
    expect([...inEnglish.keys()].filter((key) => !isUsed(key))).toEqual([]);
  });

  it('keep the tone: no exclamation marks, no please, no oops', () => {
    expect(JSON.stringify(english)).not.toMatch(/!|please|oops|successfully/iu);
  });

  it('are the same ones in every language, with the same gaps', () => {
    for (const language of languagesIn('.')) {
      const there = listSentences(readTexts(language));
      expect([...there.keys()].sort(), language).toEqual([...inEnglish.keys()].sort());
      for (const [key, sentences] of inEnglish) {
        expect(placeholders(there.get(key) ?? []), `${language}: ${key}`).toEqual(placeholders(sentences));
      }
    }
  });
});

describe('the languages', () => {
  it('are those of the files, here and in the window', () => {
    expect([...createTexts().languages].sort()).toEqual(languagesIn('.').sort());
    expect(languagesIn('../../renderer/texts').sort()).toEqual(languagesIn('.').sort());
  });
});

describe('createTexts', () => {
  const slavic = {
    tasks: { waiting_one: '{{count}} один', waiting_few: '{{count}} два', waiting_many: '{{count}} много' },
  };

  it('follows the plural rules of the language in use', () => {
    const texts = createTexts({ en: english, ru: slavic });
    expect([1, 2].map((count) => texts.t('tasks.waiting', { count }))).toEqual(['1 waiting', '2 waiting']);
    texts.use('ru');
    expect([1, 3, 5].map((count) => texts.t('tasks.waiting', { count }))).toEqual(['1 один', '3 два', '5 много']);
  });

  it('says it in English where a language has no words', () => {
    const texts = createTexts({ en: english, ru: slavic });
    texts.use('ru');
    expect(texts.t('tray.quit')).toBe('Quit');
  });

  it('shows names as they are', () => {
    expect(createTexts().t('tray.idle', { installation: 'a <b> & "c"' })).toBe('a <b> & "c": nothing to do');
  });
});

describe('matchLanguage', () => {
  it('takes the first language that there is, whatever its region', () => {
    expect(matchLanguage(['fr-FR', 'de_AT.UTF-8', 'en'], ['en', 'de'])).toBe('de');
    expect(matchLanguage(['pt-BR'], ['en', 'pt', 'pt-br'])).toBe('pt-br');
    expect(matchLanguage(['C', ''], ['en', 'de'])).toBe('en');
    expect(matchLanguage([], ['en', 'de'])).toBe('en');
  });

  it('goes by the script of a language, which its region tells', () => {
    const choose = (tag: string) => matchLanguage([tag], ['en', 'de', 'zh-CN']);
    const simplified = ['zh', 'zh-CN', 'zh_CN.UTF-8', 'zh-Hans', 'zh_Hans_CN', 'zh-SG', 'zh-Hans-HK'];
    expect(simplified.map(choose)).toEqual(simplified.map(() => 'zh-CN'));
    const traditional = ['zh-TW', 'zh_HK.UTF-8', 'zh-MO', 'zh-Hant', 'zh-Hant-CN'];
    expect(traditional.map(choose)).toEqual(traditional.map(() => 'en'));
    const chooseOf = (tags: string[]) => matchLanguage(tags, ['en', 'de', 'zh-CN']);
    expect(chooseOf(['zh_TW.UTF-8', 'zh_TW', 'zh.UTF-8', 'zh', 'C'])).toBe('en');
    expect([chooseOf(['zh_TW', 'zh', 'de']), chooseOf(['zh_TW', 'zh_CN', 'de'])]).toEqual(['de', 'zh-CN']);
  });
});
