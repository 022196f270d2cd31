import i18next from 'i18next';
import type { CoreSentences } from '../../src/contract/text/translate';
import { setCoreSentences } from './core-sentences';
import tasks from '../../src/contract/text/tasks/en.json';
import own from './en.json';
import { formatIn } from './formatting';

/** The sentences in English, with those about tasks, which the shell says as well. */
export const english = { ...own, task: tasks };

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof english };
  }
}

type TextFile = Record<string, unknown>;

/** Reads the sentences of a language; there is one reader for each language beside English, which is always there. */
export type TextReaders = Readonly<Record<string, () => Promise<TextFile>>>;

const storageKey = 'language';

const files = import.meta.glob<TextFile>(['./*.json', '!./en.json'], { import: 'default' });
const ownReaders: TextReaders = Object.fromEntries(
  Object.entries(files).map(([path, read]) => [path.replace(/^\.\/|\.json$/gu, ''), read]),
);
/** What the core says, in each language beside English. */
const coreFolder = '../../src/contract/text/sentences';
const coreFiles = import.meta.glob<CoreSentences>('../../src/contract/text/sentences/*.json', { import: 'default' });
const taskFolder = '../../src/contract/text/tasks';
const taskFiles = import.meta.glob<TextFile>(
  ['../../src/contract/text/tasks/*.json', '!../../src/contract/text/tasks/en.json'],
  { import: 'default' },
);

let readers = ownReaders;
/** The language asked for last: a file that arrives late must not undo a later choice. */
let requestedLanguage = 'en';

/** What this window remembers, so that the first paint is in the person's language before anybody was asked. */
function rememberedLanguage(): string {
  return window.localStorage.getItem(storageKey) ?? 'en';
}

/** Loads the sentences of the window before its first paint. `given` are other languages than those of the app: for tests. */
export async function loadTexts(given: TextReaders = ownReaders): Promise<void> {
  readers = given;
  await i18next.init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: english } },
    // React escapes texts already.
    interpolation: { escapeValue: false },
  });
  await showLanguage(rememberedLanguage());
}

/** Switches the window to a language, live: sentences, numbers, dates, and what the page says of itself. One without texts is English. */
export async function showLanguage(language: string): Promise<void> {
  const reader = readers[language];
  const tag = reader === undefined ? 'en' : language;
  requestedLanguage = tag;
  if (reader !== undefined && !i18next.hasResourceBundle(tag, 'translation')) {
    const [texts, task] = await Promise.all([reader(), taskFiles[`${taskFolder}/${tag}.json`]?.()]);
    i18next.addResourceBundle(tag, 'translation', { ...texts, ...(task && { task }) });
  }
  const coreSentences = (await coreFiles[`${coreFolder}/${tag}.json`]?.()) ?? {};
  if (requestedLanguage !== tag || i18next.language === tag) return;
  setCoreSentences(coreSentences);
  const t = i18next.getFixedT(tag);
  formatIn(tag, {
    justNow: t('time.justNow'),
    underSecond: t('time.underSecond'),
    second: t('time.second'),
    minute: t('time.minute'),
    hour: t('time.hour'),
    comma: t('joints.comma'),
    colon: t('joints.colon'),
  });
  document.documentElement.lang = tag;
  window.localStorage.setItem(storageKey, tag);
  await i18next.changeLanguage(tag);
}

/** Written Chinese is told apart by its script, where `Intl` would name a country. */
const scripts: Readonly<Record<string, string>> = { 'zh-CN': 'zh-Hans' };

/** A language by its own name: `English`, `Deutsch`, `简体中文`. */
export function nameOfLanguage(tag: string): string {
  const name = new Intl.DisplayNames(tag, { type: 'language' }).of(scripts[tag] ?? tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}
