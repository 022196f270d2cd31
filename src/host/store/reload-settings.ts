import { settingEffects, type AppSettings, type SettingName } from '../../contract/settings';
import { applySetting } from './change-setting';
import type { StateStore } from './state-store';
import { resolveSettings } from './stored-state';

/** Settings that differ from what a run had: those that count now, and those that wait for the next start. */
export interface ReloadedSettings {
  changed: SettingName[];
  waiting: SettingName[];
}

/** Takes over what was stored meanwhile, as far as it can change while the app runs. What the command line gave goes on to count. */
export function reloadSettings(
  store: Pick<StateStore, 'read'>,
  settings: AppSettings,
  overrides: Record<string, string>,
): ReloadedSettings {
  const stored = resolveSettings(store.read().overrides, overrides);
  const different = (Object.keys(stored) as SettingName[]).filter((name) => stored[name] !== settings[name]);
  const waiting = different.filter((name) => settingEffects[name] === 'app-start');
  const changed = different.filter((name) => !waiting.includes(name));
  for (const name of changed) applySetting(settings, name, stored[name]);
  return { changed, waiting };
}
