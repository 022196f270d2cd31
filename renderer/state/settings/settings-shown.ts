import type { ConfigState, ManagerConfig, SettingEffect, SettingState } from '../../../src/contract/settings';
import { settingEntries, type SettingId } from './settings-list';

/** A setting as its row shows it; values are texts in the base unit. */
export interface ShownSetting {
  id: SettingId;
  value: string;
  fallback: string;
  source: SettingState['source'];
  effect: SettingEffect;
  /** Changed, and not in force yet. */
  isWaiting: boolean;
}

type ConfigValue = ManagerConfig[keyof ManagerConfig];

function toText(value: ConfigValue): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** What a text of a row means in `config.ini`. */
export function toConfigValue(before: ConfigValue, text: string): ConfigValue {
  if (typeof before === 'boolean') return text === 'true';
  if (!Array.isArray(before)) return text;
  return text
    .split(',')
    .map((item) => item.trim().toLowerCase())
    .filter((item) => item !== '');
}

/** What the two sources say of a setting; null while its source has not answered. */
export function showSetting(
  id: SettingId,
  settings: readonly SettingState[] | undefined,
  config: ConfigState | undefined,
): ShownSetting | null {
  const { place } = settingEntries[id];
  if (place.of === 'app') {
    const state = settings?.find(({ name }) => name === place.name);
    if (!state) return null;
    const { value, fallback, source, effect, inForce } = state;
    return { id, value, fallback, source, effect, isWaiting: inForce !== value };
  }
  if (!config) return null;
  const value = toText(config.values[place.key]);
  const fallback = toText(config.fallbacks[place.key]);
  const effect = place.key === 'use_uv' ? 'comfyui-start' : 'now';
  return { id, value, fallback, source: value === fallback ? 'default' : 'stored', effect, isWaiting: false };
}

/** Whether a setting is not as the app comes; false while its source has not answered. */
export function isSettingChanged(...source: Parameters<typeof showSetting>): boolean {
  const shown = showSetting(...source);
  return shown !== null && isChanged(shown);
}

/** The same of what its row shows. */
export function isChanged({ source, value, fallback }: ShownSetting): boolean {
  return source !== 'default' && value !== fallback;
}

/** A number of a row, from the base unit to the shown one. */
export function toShownNumber(value: string, scale: number): string {
  return scale === 1 ? value : String(Math.round((Number(value) / scale) * 1000) / 1000);
}

/** A typed number in the base unit; what is no number stays as it is typed, for the core to refuse in words. */
export function toBaseNumber(text: string, scale: number): string {
  const typed = text.trim().replace(',', '.');
  return scale === 1 || typed === '' || !Number.isFinite(Number(typed))
    ? typed
    : String(Math.round(Number(typed) * scale));
}
