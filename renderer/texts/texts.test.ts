import i18next from 'i18next';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import own from './en.json';
import { formatBytes, formatCount, formatDate, formatDuration, formatList, formatNamed } from './formatting';
import { english, loadTexts, nameOfLanguage, showLanguage } from './texts';

function listKeys(node: object, prefix = ''): string[] {
  return Object.entries(node).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? listKeys(value, `${prefix}${name}.`) : [`${prefix}${name}`],
  );
}

const sources = Object.values(
  import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.ts'], { query: '?raw', import: 'default', eager: true }),
).join('\n');

describe('the sentences', () => {
  it('are all used somewhere', () => {
    expect(sources).not.toBe('');
    const isUsed = (key: string): boolean => {
      const bare = key.replace(/_(one|other)$/u, '');
      const parent = bare.slice(0, bare.lastIndexOf('.') + 1);
      return sources.includes(`'${bare}'`) || sources.includes(`\`${parent}\${`);
    };
    expect(listKeys(own).filter((key) => !isUsed(key))).toEqual([]);
  });

  it('have one word for another attempt', () => {
    const sentences = flatten(english).map(([, sentence]) => sentence);
    expect(sentences.filter((sentence) => /\bretry|once more\b/iu.test(sentence))).toEqual([]);
    expect(sentences.filter((sentence) => sentence === 'Try again')).toHaveLength(1);
  });

  it('keep the tone: no exclamation marks, no please, no oops', () => {
    expect(JSON.stringify(english)).not.toMatch(/!|please|oops|successfully/iu);
  });
});

type Texts = { readonly [name: string]: string | Texts };

/** Key to sentence, all levels flat. */
function flatten(node: Texts, prefix = ''): [string, string][] {
  return Object.entries(node).flatMap(([name, value]) =>
    typeof value === 'string' ? [[`${prefix}${name}`, value] as [string, string]] : flatten(value, `${prefix}${name}.`),
  );
}

const placeholders = (sentence: string) => [...new Set(sentence.match(/\{\{[^}]+\}\}/gu) ?? [])].sort();
const pluralEnding = /_(zero|one|two|few|many|other)$/u;

/** What another language lacks or has too much: keys (each with the plural forms its grammar has) and placeholders. */
function findDifferences(language: string, other: Texts): string[] {
  const sentences = new Map(flatten(other));
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const wanted = new Map(
    flatten(english).flatMap(([key, sentence]) => {
      if (!pluralEnding.test(key)) return [[key, sentence] as const];
      return forms.map((form) => [key.replace(pluralEnding, `_${form}`), sentence] as const);
    }),
  );
  const missing = [...wanted.keys()].filter((key) => !sentences.has(key)).map((key) => `missing: ${key}`);
  const foreign = [...sentences.keys()].filter((key) => !wanted.has(key)).map((key) => `unknown: ${key}`);
  const broken = [...sentences].filter(([key, sentence]) => {
    const model = wanted.get(key);
    if (model === undefined) return false;
    // The form of one thing may leave its number out.
    const isSubset =
      pluralEnding.test(key) && placeholders(sentence).every((name) => placeholders(model).includes(name));
    return !isSubset && placeholders(sentence).join() !== placeholders(model).join();
  });
  return [...missing, ...foreign, ...broken.map(([key]) => `other placeholders: ${key}`)];
}

const ownFiles = import.meta.glob<Texts>(['./*.json', '!./en.json'], { import: 'default', eager: true });
const taskFolder = '../../src/contract/text/tasks/';
const taskFiles = import.meta.glob<Texts>('../../src/contract/text/tasks/*.json', { import: 'default', eager: true });
const others = Object.entries(ownFiles).map(([path, texts]): [language: string, texts: Texts] => {
  const name = path.replace('./', '');
  return [name.replace('.json', ''), { ...texts, task: taskFiles[`${taskFolder}${name}`] ?? {} }];
});
const chinese = Object.fromEntries(others)['zh-CN'] ?? {};
const coreChinese = import.meta.glob<Readonly<Record<string, string>>>('../../src/contract/text/sentences/zh-CN.json', {
  import: 'default',
  eager: true,
});

describe('further languages', () => {
  it('have exactly the keys and placeholders of English', () => {
    const found = others.map(([language, texts]) => [language, findDifferences(language, texts)] as const);
    expect(found.filter(([, differences]) => differences.length !== 0)).toEqual([]);
    expect(found).not.toEqual([]);
  });

  it('would be told of what is missing, unknown or broken', () => {
    expect(findDifferences('en', english)).toEqual([]);
    const { app, ...more } = english;
    const { loading, ...rest } = app;
    const found = findDifferences('en', { ...more, app: { ...rest, spinning: loading }, nonsense: 'x' });
    expect(found).toEqual(['missing: app.loading', 'unknown: app.spinning', 'unknown: nonsense']);
    const palette = { ...english.palette, theme: 'Theme: {{colour}}' };
    expect(findDifferences('en', { ...english, palette })).toEqual(['other placeholders: palette.theme']);
  });
});

/** What Chinese typography forbids: half-width marks, no space beside Latin words and numbers, one beside full-width marks; and the tone. */
const chineseFlaws =
  /\p{sc=Han}[,.:;?!]|\p{sc=Han}[A-Za-z0-9]|[A-Za-z0-9%]\p{sc=Han}|[，。：；？、（）“”]\s|\s[，。：；？、（）“”]|[！您你]|请(?!求)/u;

describe('Chinese', () => {
  it('keeps its typography and the tone, whatever stands in the gaps', () => {
    const sentences = flatten(chinese);
    expect(sentences.length).toBeGreaterThan(1500);
    expect(sentences.filter(([, sentence]) => chineseFlaws.test(sentence))).toEqual([]);
    const broken = ['打开Git 仓库', '打开 Git仓库', '已安装.', '已安装 。', '已安装！', '请重启', '你的文件夹'];
    expect(broken.filter((sentence) => !chineseFlaws.test(sentence))).toEqual([]);
  });

  it('is as careful in what the core says', () => {
    const sentences = Object.values(coreChinese)
      .flatMap((texts) => Object.values(texts))
      .map((sentence) => sentence.replace('\n', ''));
    expect(sentences.length).toBeGreaterThan(1000);
    expect(sentences.filter((sentence) => chineseFlaws.test(sentence))).toEqual([]);
  });
});

describe('the language of the window', () => {
  const memory = new Map<string, string>();
  const page = { documentElement: { lang: '' } };
  let reads = 0;
  /** A language for this test alone; what it does not have is said in English. */
  const readers = {
    de: () => {
      reads += 1;
      return Promise.resolve({
        places: { packs: 'Pakete' },
        time: { justNow: 'gerade eben', underSecond: 'unter 1 s' },
      });
    },
  };

  beforeEach(() => {
    memory.clear();
    reads = 0;
    const localStorage = {
      getItem: (key: string) => memory.get(key) ?? null,
      setItem: (key: string, value: string) => memory.set(key, value),
    };
    vi.stubGlobal('window', { localStorage });
    vi.stubGlobal('document', page);
  });
  afterEach(async () => {
    await showLanguage('en');
    vi.unstubAllGlobals();
  });

  it('is switched live, sentences and numbers and dates, and back', async () => {
    await loadTexts(readers);
    expect(reads).toBe(0);
    const received: string[] = [];
    i18next.on('languageChanged', (language) => void received.push(language));
    await showLanguage('de');
    expect([i18next.t('places.packs'), i18next.t('places.models')]).toEqual(['Pakete', 'Models']);
    expect([formatCount(5896), formatBytes(3_249_000_000), formatDuration(400)]).toEqual([
      '5.896',
      '3,2 GB',
      'unter 1 s',
    ]);
    expect(formatDate(Date.UTC(2026, 9, 5, 12))).toMatch(/5\. Okt\.? 2026/u);
    expect(page.documentElement.lang).toBe('de');
    await showLanguage('en');
    expect([i18next.t('places.packs'), formatCount(5896), formatDuration(400)]).toEqual([
      'Packs',
      '5,896',
      'under 1 s',
    ]);
    await showLanguage('de');
    expect([received, reads, page.documentElement.lang]).toEqual([['de', 'en', 'de'], 1, 'de']);
  });

  it('is remembered for the first paint of the next start', async () => {
    memory.set('language', 'de');
    await loadTexts(readers);
    expect([i18next.language, page.documentElement.lang]).toEqual(['de', 'de']);
  });

  it('is English where there are no texts, and the last wish counts when a file is slow', async () => {
    let arrive: () => void = () => undefined;
    const waiting = new Promise<void>((done) => (arrive = done));
    await loadTexts({ xx: () => waiting.then(() => ({ places: { packs: 'XX' } })) });
    await showLanguage('zz');
    expect(i18next.language).toBe('en');
    const late = showLanguage('xx');
    await showLanguage('en');
    arrive();
    await late;
    expect([i18next.language, i18next.t('places.packs')]).toEqual(['en', 'Packs']);
  });

  it('is Chinese with its own units, joints and one form for every number', async () => {
    await loadTexts({ 'zh-CN': () => Promise.resolve(chinese) });
    await showLanguage('zh-CN');
    expect([1, 2].map((count) => i18next.t('installations.tasks', { count }))).toEqual(['1 个任务', '2 个任务']);
    expect([400, 41_000, 200_000, 7_500_000].map(formatDuration)).toEqual([
      '不到 1 秒',
      '41 秒',
      '3 分 20 秒',
      '2 小时 5 分',
    ]);
    expect([formatList(['甲', '乙']), formatNamed('安装', 'a')]).toEqual(['甲、乙', '安装：a']);
    expect(formatDate(new Date(2026, 9, 5).getTime())).toBe('2026/10/5');
  });

  it('is named in itself', () => {
    expect(['en', 'de', 'zh-CN'].map(nameOfLanguage)).toEqual(['English', 'Deutsch', '简体中文']);
  });
});
