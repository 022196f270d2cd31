import { isInstallationSetting } from '../../src/contract/settings';
import { settingEntries, type SettingId } from '../state/settings/settings-list';

/** Whether a setting can be changed here: of an installation on another machine, only what is of the app on this one. */
export function isChangedHere(id: SettingId, isRemote: boolean): boolean {
  const { place } = settingEntries[id];
  return !isRemote || (place.of === 'app' && !isInstallationSetting(place.name));
}
