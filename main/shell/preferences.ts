import { AppError } from '../../src/contract/errors';
import { msg } from '../../src/contract/text/message';
import type { AppEvent } from '../../src/contract/events';
import type { ShellOperations } from '../../src/contract/operations';
import type { Preferences, PreferencesView } from '../../src/contract/preferences';
import type { LoginItem } from './login-item';
import type { StateStore } from '../../src/host/store/state-store';
import type { StoredState } from '../../src/host/store/stored-state';
import { matchLanguage, type Texts } from '../texts/texts';

export interface AppPreferencesOptions {
  store: StateStore;
  texts: Texts;
  /** As the system lists them, the most wanted first. */
  systemLanguages: readonly string[];
  loginItem: LoginItem;
  announce: (event: AppEvent) => void;
}

/** How the app behaves on this desktop: read and changed by the window, followed by tray, menus and notifications. */
export interface AppPreferences {
  /** What is stored; whether the app starts at login only the system knows. */
  stored: () => Pick<Preferences, 'language' | 'closeToTray' | 'notifications'>;
  /** The answer to a question that was asked once. */
  keepCloseChoice: (choice: Preferences['closeToTray']) => Promise<void>;
  operations: Pick<ShellOperations, 'preferences.get' | 'preferences.set'>;
}

const system = 'system';

/** Makes the preferences; from here on the texts are in the language they say. */
export function createPreferences(options: AppPreferencesOptions): AppPreferences {
  const { store, texts, systemLanguages, loginItem, announce } = options;
  const stored = () => readStored(store.read(), texts.languages);
  const followLanguage = () => {
    const { language } = stored();
    texts.use(language === system ? matchLanguage(systemLanguages, texts.languages) : language);
  };
  followLanguage();

  async function read(): Promise<PreferencesView> {
    const startAtLogin = await loginItem.isOn();
    return { ...stored(), startAtLogin, languages: [...texts.languages], usedLanguage: texts.language() };
  }

  async function set({ startAtLogin, ...saved }: Partial<Preferences>): Promise<PreferencesView> {
    if (saved.language !== undefined) requireLanguage(saved.language, texts.languages);
    if (startAtLogin !== undefined) await loginItem.turn(startAtLogin);
    keep(saved);
    return announceChange();
  }

  function keep(saved: Partial<ReturnType<typeof stored>>): void {
    store.update((state) => ({ ...state, ...saved }));
    followLanguage();
  }

  async function announceChange(): Promise<PreferencesView> {
    const payload = await read();
    announce({ name: 'cmd-preferences-changed', payload });
    return payload;
  }

  return {
    stored,
    async keepCloseChoice(closeToTray) {
      keep({ closeToTray });
      await announceChange();
    },
    operations: { 'preferences.get': read, 'preferences.set': set },
  };
}

/** A language whose texts this version does not have is the system's. */
function readStored({ language, closeToTray, notifications }: StoredState, languages: readonly string[]) {
  return { language: languages.includes(language) ? language : system, closeToTray, notifications };
}

function requireLanguage(language: string, languages: readonly string[]): void {
  if (language === system || languages.includes(language)) return;
  throw new AppError('invalid-input', msg`There is no translation for "${language}".`, {
    remedy: msg`Choose \`${system}\` or one of: ${languages.join(', ')}.`,
  });
}
