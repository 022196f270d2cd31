import { homedir } from 'node:os';
import { join } from 'node:path';
import { cleanEnvironment } from '../base/process/run';
import type { Places } from '../host/operations/suggestions';
import { appName } from './app-facts';

/** Where programs of this account keep their own files, as Electron's `app.getPath('appData')` has it. */
function findAppDataDir(homeDir: string, platform: NodeJS.Platform): string {
  const { APPDATA = join(homeDir, 'AppData', 'Roaming'), XDG_CONFIG_HOME = '' } = cleanEnvironment();
  if (platform === 'win32') return APPDATA;
  if (platform === 'darwin') return join(homeDir, 'Library', 'Application Support');
  return XDG_CONFIG_HOME || join(homeDir, '.config');
}

/** Where the app keeps its profile for this account: one is shared by the window, `serve` and the command line. */
export function defaultProfileDir(): string {
  return join(findAppDataDir(homedir(), process.platform), appName);
}

/** Where people keep things on this system, by its usual names: without a desktop nobody can be asked for others. */
export function findPlaces(): Places {
  const homeDir = homedir();
  const { platform } = process;
  const inHome = (name: string) => join(homeDir, name);
  return {
    ...{ homeDir, platform, appDataDir: findAppDataDir(homeDir, platform) },
    ...{ documentsDir: inHome('Documents'), desktopDir: inHome('Desktop'), downloadsDir: inHome('Downloads') },
  };
}
