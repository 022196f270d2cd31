import { createInstance, type TFunction } from 'i18next';
import { sameWriting } from '../../src/contract/text/written-language';
import { loadCoreSentences } from './core-sentences';
import german from './de.json';
import english from './en.json';
import chinese from './zh-CN.json';
import germanTasks from '../../src/contract/text/tasks/de.json';
import englishTasks from '../../src/contract/text/tasks/en.json';
import chineseTasks from '../../src/contract/text/tasks/zh-CN.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof english & { task: typeof englishTasks } };
  }
}

/** The sentences of the shell, by language. Another language is one more file with the same keys. */
const shipped = {
  en: { ...english, task: englishTasks },
  de: { ...german, task: germanTasks },
  'zh-CN': { ...chinese, task: chineseTasks },
};

export type Translate = TFunction;

/** What tray, menus, dialogs and notifications say. */
export interface Texts {
  /** The sentence in the language in use. */
  t: Translate;
  /** Tags of the languages there are sentences in. */
  languages: readonly string[];
  language: () => string;
  /** Every sentence asked for from now on is in this language, one of `languages`. */
  use: (language: string) => void;
}

/** Makes the sentences ready, in English. Nothing is loaded later: a menu is built when it is needed. */
export function createTexts(resources: Record<string, object> = shipped): Texts {
  const i18n = createInstance();
  void i18n.init({
    lng: 'en',
    fallbackLng: 'en',
    initAsync: false,
    resources: Object.fromEntries(Object.entries(resources).map(([tag, translation]) => [tag, { translation }])),
    // Menus and dialogs show plain text.
    interpolation: { escapeValue: false },
  });
  const inLanguage = new Map(Object.keys(resources).map((tag) => [tag, i18n.getFixedT(tag)]));
  let language = 'en';
  const translate = (...args: Parameters<Translate>) => (inLanguage.get(language) ?? i18n.t)(...args);
  return {
    // The wrapper changes no type: key and values go to the function of the language in use.
    t: translate as Translate,
    languages: [...inLanguage.keys()],
    language: () => language,
    use: (wanted) => {
      language = wanted;
      // Without its file what the core says is told in English, as it is until then.
      void loadCoreSentences(wanted).catch(() => undefined);
    },
  };
}

/** The language that comes closest to what the system prefers (`de-AT`, `de_DE.UTF-8` are German), English when none does. */
export function matchLanguage(preferred: readonly string[], languages: readonly string[]): string {
  const tags = preferred.map((name) => name.replace(/[.@].*$/u, '').replaceAll('_', '-'));
  for (const [position, tag] of tags.entries()) {
    // Linux follows `zh_TW` with `zh`, which is no further request and would say Simplified Chinese.
    if (tags.slice(0, position).some((before) => before.startsWith(`${tag}-`))) continue;
    const found = sameWriting(tag, languages);
    if (found !== undefined) return found;
  }
  return 'en';
}
