import { z } from 'zod';
import { AppSettings, type SettingName } from '../src/contract/settings';

const maxRecentFolders = 8;

const Bounds = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1),
  height: z.int().min(1),
  isMaximized: z.boolean(),
});
export type Bounds = z.infer<typeof Bounds>;

const settingNames = new Set<string>(Object.keys(AppSettings.shape));

/**
 * The document the app keeps between runs. A part that cannot be read falls back to its default by itself:
 * a broken line must never keep the window from opening.
 */
export const StoredState = z.object({
  version: z.literal(1).catch(1),
  /** Folder of the installation opened last; null after it was closed. */
  lastFolder: z.string().nullable().catch(null).default(null),
  /** Newest first. */
  recentFolders: z.array(z.string()).catch([]).default([]),
  bounds: Bounds.nullable().catch(null).default(null),
  /** What the close button does. */
  closeToTray: z.enum(['ask', 'hide', 'quit']).catch('ask').default('ask'),
  /** App settings that differ from their defaults, as text. */
  overrides: z.record(z.string(), z.string()).catch({}).default({}),
});
export type StoredState = z.infer<typeof StoredState>;

/** The document as written by this or an earlier version of the app; anything unreadable becomes the default document. */
export function readStoredState(document: unknown): StoredState {
  const parsed = StoredState.safeParse(document);
  return parsed.success ? parsed.data : StoredState.parse({ version: 1 });
}

/** The document after an installation was opened. */
export function rememberFolder(state: StoredState, folder: string): StoredState {
  const recentFolders = [folder, ...state.recentFolders.filter((known) => known !== folder)].slice(0, maxRecentFolders);
  return { ...state, lastFolder: folder, recentFolders };
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
