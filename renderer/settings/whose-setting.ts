import { isInstallationSetting } from '../../src/contract/settings';
import { settingEntries, type SettingId } from '../state/settings/settings-list';

/** Whether a setting is of the app on this machine alone, and not of the installation that is shown. */
export function isOfApp(id: SettingId): boolean {
  const { place } = settingEntries[id];
  return place.of === 'app' && !isInstallationSetting(place.name);
}
