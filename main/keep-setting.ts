import { AppSettings, type ChangeableSetting } from '../src/contract/settings';
import type { StateStore } from './state-store';

/** Keeps a setting that was changed while the app runs. */
export type KeepSetting = (name: ChangeableSetting, value: string) => void;

/**
 * Makes the keeper: stored for the runs to come, and written into `settings`, which the next folder of this run is opened with. That
 * beats a value the command line gave for this run; the next run may give it again.
 */
export function createKeepSetting(store: StateStore, settings: AppSettings): KeepSetting {
  return (name, value) => {
    const kept = AppSettings.shape[name].parse(value);
    store.update((state) => ({ ...state, overrides: { ...state.overrides, [name]: value } }));
    settings[name] = kept;
  };
}
