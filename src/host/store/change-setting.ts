import { AppSettings, type ChangeableSetting, type SettingName } from '../../contract/settings';
import type { StateStore } from './state-store';

/** Keeps a setting that was changed while the app runs. */
export type ChangeSetting = (name: ChangeableSetting, value: string) => void;

/**
 * Makes the keeper: stored for the runs to come, and written into `settings`, which every open folder reads. That beats a value the command
 * line gave for this run; the next run may give it again.
 */
export function createChangeSetting(store: StateStore, settings: AppSettings): ChangeSetting {
  return (name, value) => {
    const parsed = parseSetting(name, value);
    storeSetting(store, name, value);
    applySetting(settings, name, parsed);
  };
}

/** Stores a value for the runs to come. One that says what the default says is not stored: a later default shall count then. */
export function storeSetting(store: StateStore, name: SettingName, value: string | null): void {
  const isDefault = value === null || parseSetting(name, value) === AppSettings.parse({})[name];
  store.update((state) => {
    const others = Object.entries(state.overrides).filter(([stored]) => stored !== name);
    const overrides = Object.fromEntries(isDefault ? others : [...others, [name, value]]);
    return { ...state, overrides };
  });
}

/** What a text means as the value of a setting. Throws what zod says. */
export function parseSetting<N extends SettingName>(name: N, text: string): AppSettings[N] {
  return AppSettings.parse({ [name]: text })[name];
}

/** Changes one setting where it is read anew at each use. */
export function applySetting<N extends SettingName>(settings: AppSettings, name: N, value: AppSettings[N]): void {
  Object.assign(settings, { [name]: value });
}

/**
 * The same settings, each read where it lies at the moment it is asked for, and changed there; those of `own` have values of their own here.
 * So a change in `source` counts in every open folder at once.
 */
export function followSettings(source: AppSettings, own: Partial<AppSettings>): AppSettings {
  const local: Partial<AppSettings> = { ...own };
  const properties = (Object.keys(source) as SettingName[]).map((name) => {
    const place = name in local ? local : source;
    const set = (value: never) => void Object.assign(place, { [name]: value });
    return [name, { enumerable: true, get: () => place[name], set }] as const;
  });
  // Its properties are those of the source.
  return Object.defineProperties({}, Object.fromEntries(properties)) as AppSettings;
}
