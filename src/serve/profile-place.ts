import { homedir } from 'node:os';
import { join } from 'node:path';
import { cleanEnvironment } from '../base/process/run';
import type { Places } from '../host/operations/suggestions';
import { findAppDataDir } from './default-profile';

/** Where people keep things on this system, by its usual names: without a desktop nobody can be asked for others. */
export function findPlaces(): Places {
  const homeDir = homedir();
  const inHome = (name: string) => join(homeDir, name);
  return {
    ...{ homeDir, platform: process.platform, appDataDir: findAppDataDir(cleanEnvironment()) },
    ...{ documentsDir: inHome('Documents'), desktopDir: inHome('Desktop'), downloadsDir: inHome('Downloads') },
  };
}
