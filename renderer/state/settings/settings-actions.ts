import { type AppError, toAppError } from '../../../src/contract/errors';
import type { Preferences } from '../../../src/contract/preferences';
import type { ConfigState, ManagerConfig, TokenAccount } from '../../../src/contract/settings';
import { call } from '../../bridge';
import { useLocation } from '../../navigation/location-store';
import { queryClient } from '../queries';
import { type SettingId, settingEntries } from './settings-list';
import { forgetSettings, keepApiToken, keepPreferences, keepTokens } from './settings-queries';
import { toConfigValue } from './settings-shown';

/** What other places know from a host that has changed. */
const readFromHosts = ['catalogue', 'models', 'versions', 'packs'];

async function refused(change: () => Promise<unknown>): Promise<AppError | null> {
  try {
    await change();
    return null;
  } catch (thrown) {
    return toAppError(thrown);
  }
}

/** Changes a setting; `value` null goes back to the default. Answers why it was refused, and then nothing is stored. */
export async function changeSetting(
  id: SettingId,
  value: string | null,
  config: ConfigState | undefined,
): Promise<AppError | null> {
  const { place, section } = settingEntries[id];
  const error = await refused(async () => {
    if (place.of === 'app') await call('settings.change', { name: place.name, value });
    else if (config) await call('config.change', { changes: configChange(place.key, value, config) });
  });
  if (error === null && (section === 'network' || section === 'updates')) {
    for (const key of readFromHosts) void queryClient.invalidateQueries({ queryKey: [key] });
  }
  await queryClient.invalidateQueries({ queryKey: ['settings'] });
  return error;
}

function configChange(key: keyof ManagerConfig, value: string | null, config: ConfigState): Partial<ManagerConfig> {
  const next = value === null ? config.fallbacks[key] : toConfigValue(config.values[key], value);
  return { [key]: next };
}

/** Goes where a level that forbids something is changed. */
export function openSecurity(): void {
  useLocation.getState().go({ place: 'settings', settingSection: 'security', settingQuery: '' });
}

/** Keeps a token. Answers why it was refused. */
export function setToken(account: TokenAccount, token: string, unprotected: boolean): Promise<AppError | null> {
  return refused(async () => keepTokens(await call('tokens.set', { account, token, unprotected })));
}

/** Forgets a token. Answers why that failed. */
export function removeToken(account: TokenAccount): Promise<AppError | null> {
  return refused(async () => keepTokens(await call('tokens.remove', { account })));
}

/** Makes an API token in the place of any other, and shows it. Answers why that failed. */
export function makeApiToken(onMade: (token: string) => void): Promise<AppError | null> {
  return refused(async () => {
    const { token, setAt } = await call('apiToken.make', {});
    keepApiToken({ setAt });
    onMade(token);
  });
}

/** Lets no program use the API token any more. Answers why that failed. */
export function revokeApiToken(): Promise<AppError | null> {
  return refused(async () => keepApiToken(await call('apiToken.revoke', {})));
}

/** Changes how the app behaves on this desktop. Answers why it was refused. */
export async function changePreference(change: Partial<Preferences>): Promise<AppError | null> {
  const error = await refused(async () => keepPreferences(await call('preferences.set', change)));
  if (error !== null) forgetSettings();
  return error;
}
