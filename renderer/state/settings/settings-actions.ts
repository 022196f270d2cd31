import type { Preferences } from '../../../src/contract/preferences';
import type { ConfigState, ManagerConfig, TokenAccount } from '../../../src/contract/settings';
import { call } from '../../bridge';
import { go } from '../../navigation/location-store';
import { queryClient } from '../query-client';
import { type SettingId, settingEntries } from './settings-list';
import { forgetSettings, keepApiToken, keepPreferences, keepTokens } from './settings-queries';
import { toConfigValue } from './settings-shown';

/** What other places know from a host that has changed. */
const readFromHosts = ['catalogue', 'models', 'versions', 'packs'];

/** Changes a setting; `value` null goes back to the default. Rejects with why it was refused, and then nothing is stored. */
export async function changeSetting(
  id: SettingId,
  value: string | null,
  config: ConfigState | undefined,
): Promise<void> {
  const { place, section } = settingEntries[id];
  try {
    if (place.of === 'app') await call('settings.change', { name: place.name, value });
    else if (config) await call('config.change', { changes: configChange(place.key, value, config) });
    if (section === 'network' || section === 'updates') {
      for (const key of readFromHosts) void queryClient.invalidateQueries({ queryKey: [key] });
    }
  } finally {
    await queryClient.invalidateQueries({ queryKey: ['settings'] });
  }
}

function configChange(key: keyof ManagerConfig, value: string | null, config: ConfigState): Partial<ManagerConfig> {
  const next = value === null ? config.fallbacks[key] : toConfigValue(config.values[key], value);
  return { [key]: next };
}

/** Goes where a level that forbids something is changed. */
export function openSecurity(): void {
  go({ place: 'settings', settingSection: 'security', settingQuery: '' });
}

/** Goes where it is chosen how long and how much the trash of the installation keeps. */
export function openTrashSettings(): void {
  go({ place: 'settings', settingSection: 'general', settingQuery: '' });
}

/** Goes where what the installation keeps of its own is taken along. */
export function openTransfer(): void {
  go({ place: 'settings', settingSection: 'installation', settingQuery: '' });
}

/** Keeps a token. Rejects with why it was refused. */
export async function setToken(account: TokenAccount, token: string, unprotected: boolean): Promise<void> {
  keepTokens(await call('tokens.set', { account, token, unprotected }));
}

/** Forgets a token. Rejects with why that failed. */
export async function removeToken(account: TokenAccount): Promise<void> {
  keepTokens(await call('tokens.remove', { account }));
}

/** Makes an API token in the place of any other: shown once. Rejects with why that failed. */
export async function makeApiToken(): Promise<string> {
  const { token, setAt } = await call('apiToken.make', {});
  keepApiToken({ setAt });
  return token;
}

/** Lets no program use the API token any more. Rejects with why that failed. */
export async function revokeApiToken(): Promise<null> {
  keepApiToken(await call('apiToken.revoke', {}));
  return null;
}

/** Changes how the app behaves on this desktop. Rejects with why it was refused. */
export async function changePreference(change: Partial<Preferences>): Promise<void> {
  try {
    keepPreferences(await call('preferences.set', change));
  } catch (thrown) {
    forgetSettings();
    throw thrown;
  }
}
