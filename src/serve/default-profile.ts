import { homedir } from 'node:os';
import { join } from 'node:path';
import { appName } from './app-facts';

/** The variables of the environment that say where programs keep their files. */
type PlaceVariables = Readonly<Record<string, string | undefined>>;

/** Where programs of this account keep their own files, as Electron's `app.getPath('appData')` has it. */
export function findAppDataDir({ APPDATA, XDG_CONFIG_HOME }: PlaceVariables): string {
  const homeDir = homedir();
  if (process.platform === 'win32') return APPDATA ?? join(homeDir, 'AppData', 'Roaming');
  if (process.platform === 'darwin') return join(homeDir, 'Library', 'Application Support');
  return XDG_CONFIG_HOME || join(homeDir, '.config');
}

/**
 * Where the app keeps its profile for this account: one is shared by the window, `serve` and the command line, which waits for nothing that is heavy to
 * load and hands its environment in.
 */
export function defaultProfileDir(variables: PlaceVariables): string {
  return join(findAppDataDir(variables), appName);
}
