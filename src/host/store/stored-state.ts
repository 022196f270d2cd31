import { z } from 'zod';
import { AppVersionNotes } from '../../contract/app/updates';
import { CloseChoice } from '../../contract/preferences';
import { InstallationKind } from '../../contract/installation';
import { Remote } from '../../contract/remote/connection';
import { isRemoteFolder } from '../../contract/remote/names';
import { AppSettings, type SettingName } from '../../contract/settings';

const maxRecentFolders = 8;
const maxFolders = 20;

const Bounds = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1),
  height: z.int().min(1),
  isMaximized: z.boolean(),
});
export type Bounds = z.infer<typeof Bounds>;

const settingNames = new Set<string>(Object.keys(AppSettings.shape));

/** What is remembered of a ComfyUI folder that was opened. */
const FolderRecord = z.object({
  /** `remote:ID` for one on another machine. */
  folder: z.string(),
  /** As last seen. */
  kind: InstallationKind.nullable().catch(null).default(null),
  version: z.string().nullable().catch(null).default(null),
  /** Where its door was, so that addresses of its web UI stay what they are. */
  apiPort: z.int().min(1).max(65_535).nullable().catch(null).default(null),
  /** Settings of the app that differ for this folder, as text. */
  settings: z.record(z.string(), z.string()).catch({}).default({}),
  /** Of one on another machine; its token is kept elsewhere (secrets.ts). */
  remote: Remote.optional().catch(undefined),
});
export type FolderRecord = z.infer<typeof FolderRecord>;

/** What is remembered of versions of this app. */
const UpdateMemory = z.object({
  /** Begun to be installed when this app ended last. */
  installing: AppVersionNotes.nullable().catch(null).default(null),
  /** What this version brought, until the person has put it away. */
  news: AppVersionNotes.nullable().catch(null).default(null),
  /** When the app last looked for newer ones, in milliseconds. */
  lookedMs: z.number().nullable().catch(null).default(null),
});
export type UpdateMemory = z.infer<typeof UpdateMemory>;
const noUpdates = { installing: null, news: null, lookedMs: null };

/**
 * The document the app keeps between runs. A part that cannot be read falls back to its default by itself:
 * a broken line must never keep the window from opening.
 */
export const StoredState = z.object({
  version: z.literal(1).catch(1),
  /** Folder of the installation shown last; null after the last one was closed. */
  lastFolder: z.string().nullable().catch(null).default(null),
  /** Newest first. */
  recentFolders: z.array(z.string()).catch([]).default([]),
  /** In the order in which they were opened for the first time: a list that a person knows stays as it is. */
  folders: z.array(FolderRecord).catch([]).default([]),
  bounds: Bounds.nullable().catch(null).default(null),
  /** What the close button does. */
  closeToTray: CloseChoice.catch('ask').default('ask'),
  /** `system`, or the tag of a language. */
  language: z.string().catch('system').default('system'),
  notifications: z.boolean().catch(true).default(true),
  /** App settings that differ from their defaults, as text. */
  overrides: z.record(z.string(), z.string()).catch({}).default({}),
  updates: UpdateMemory.catch(noUpdates).default(noUpdates),
});
export type StoredState = z.infer<typeof StoredState>;

/** The document as written by this or an earlier version of the app; anything unreadable becomes the default document. */
export function readStoredState(document: unknown): StoredState {
  const parsed = StoredState.safeParse(document);
  const state = parsed.success ? parsed.data : StoredState.parse({ version: 1 });
  // Earlier versions kept nothing but the names.
  const unlisted = state.folders.length === 0 ? state.recentFolders : [];
  return unlisted.reduce((listed, folder) => changeFolder(listed, folder, {}), state);
}

/** The document after an installation was opened. */
export function rememberFolder(state: StoredState, folder: string, seen: Partial<FolderRecord> = {}): StoredState {
  const others = state.recentFolders.filter((known) => known !== folder);
  // These are suggested as folders of this machine.
  const recentFolders = isRemoteFolder(folder) ? others : [folder, ...others].slice(0, maxRecentFolders);
  return changeFolder({ ...state, lastFolder: folder, recentFolders }, folder, seen);
}

/** The document with something new about a folder; one that was not known comes last. */
export function changeFolder(state: StoredState, folder: string, change: Partial<FolderRecord>): StoredState {
  const isKnown = state.folders.some((known) => known.folder === folder);
  const records = isKnown ? state.folders : [...state.folders, FolderRecord.parse({ folder })];
  const folders = records.map((known) => (known.folder === folder ? { ...known, ...change } : known));
  return { ...state, folders: folders.slice(-maxFolders) };
}

/** The document without a folder. */
export function forgetFolder(state: StoredState, folder: string): StoredState {
  return {
    ...state,
    lastFolder: state.lastFolder === folder ? null : state.lastFolder,
    recentFolders: state.recentFolders.filter((known) => known !== folder),
    folders: state.folders.filter((known) => known.folder !== folder),
  };
}

/** Settings of this run: defaults, then what was stored, then what the command line overrides. Stored values that no longer fit are left out. */
export function resolveSettings(stored: Record<string, string>, overrides: Record<string, string>): AppSettings {
  const usable = Object.entries(stored).filter(([name, value]) => isUsable(name, value));
  return AppSettings.parse({ ...Object.fromEntries(usable), ...overrides });
}

/** Whether somebody named this setting: on the command line, or in what is stored. */
export function isGiven(name: SettingName, stored: Record<string, string>, overrides: Record<string, string>): boolean {
  const value = stored[name];
  return name in overrides || (value !== undefined && isUsable(name, value));
}

function isUsable(name: string, value: string): name is SettingName {
  return settingNames.has(name) && AppSettings.safeParse({ [name]: value }).success;
}
