import type { Installation } from '../../contract/installation';
import {
  AppSettings,
  installationSettings,
  isInstallationSetting,
  type InstallationSetting,
  type SettingName,
} from '../../contract/settings';
import { followSettings, parseSetting, type ChangeSetting } from './change-setting';
import { keepIfPossible } from './keep-if-possible';
import type { StateStore } from './state-store';
import { changeFolder, forgetFolder, isGiven, rememberFolder, type FolderRecord } from './stored-state';

/** What the app remembers of ComfyUI folders, opened or not. */
export interface FolderStore {
  /** In the order in which they were opened for the first time. */
  list: () => readonly FolderRecord[];
  apiPort: (folder: string) => number | null;
  /** Notes down a folder that was opened; `apiPort` null leaves the remembered one. */
  noteOpened: (installation: Installation, apiPort: number | null) => void;
  /** The folder that the next start opens; null: none. */
  noteShown: (folder: string | null) => void;
  forget: (folder: string) => void;
  /** The settings a folder is opened with: app-wide ones as they are at each use, and values of its own for what is its own. */
  settingsOf: (folder: string) => AppSettings;
  /** Keeps what is changed while the folder is open: for this folder alone where that is so, else for all. */
  keepFor: (folder: string) => ChangeSetting;
  /** Whether somebody named this setting: on the command line, for all folders, or for this one. */
  isNamed: (folder: string, name: SettingName) => boolean;
}

export interface FolderStoreOptions {
  store: StateStore;
  /** The person's settings of this run, app-wide. */
  settings: AppSettings;
  /** What the command line said for this run: it beats what is stored for a folder. */
  overrides: Readonly<Record<string, string>>;
  /** Keeps a setting app-wide. */
  changeSetting: ChangeSetting;
}

/** Makes the store on top of the app's document. */
export function createFolderStore({ store, settings, overrides, changeSetting }: FolderStoreOptions): FolderStore {
  /** Changed in this run: that beats the command line. */
  const changed = new Map<string, Partial<Record<InstallationSetting, string>>>();
  const find = (folder: string) => store.read().folders.find((known) => known.folder === folder);

  function readOwn(folder: string, name: InstallationSetting): string | undefined {
    const now = changed.get(folder)?.[name];
    if (now !== undefined) return now;
    const stored = find(folder)?.settings[name];
    const isUsable = stored !== undefined && AppSettings.shape[name].safeParse(stored).success;
    return isUsable && !(name in overrides) ? stored : undefined;
  }

  function keepOwn(folder: string, name: InstallationSetting, value: string): void {
    parseSetting(name, value);
    changed.set(folder, { ...changed.get(folder), [name]: value });
    store.update((state) => {
      const before = state.folders.find((known) => known.folder === folder)?.settings;
      return changeFolder(state, folder, { settings: { ...before, [name]: value } });
    });
  }

  return {
    list: () => store.read().folders,
    apiPort: (folder) => find(folder)?.apiPort ?? null,
    noteOpened: ({ rootDir, kind, version, remote }, apiPort) =>
      keepIfPossible(store, (state) =>
        rememberFolder(state, rootDir, { kind, version, remote, ...(apiPort === null ? {} : { apiPort }) }),
      ),
    noteShown: (lastFolder) => keepIfPossible(store, (state) => ({ ...state, lastFolder })),
    forget: (folder) => {
      changed.delete(folder);
      store.update((state) => forgetFolder(state, folder));
    },
    settingsOf: (folder) => {
      const own = installationSettings.map((name) => [
        name,
        parseSetting(name, readOwn(folder, name) ?? String(settings[name])),
      ]);
      return followSettings(settings, Object.fromEntries(own) as Partial<AppSettings>);
    },
    keepFor: (folder) => (name, value) => {
      if (isInstallationSetting(name)) keepOwn(folder, name, value);
      else changeSetting(name, value);
    },
    isNamed: (folder, name) =>
      isGiven(name, store.read().overrides, overrides) ||
      (isInstallationSetting(name) && readOwn(folder, name) !== undefined),
  };
}
