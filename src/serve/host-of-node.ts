import { join } from 'node:path';
import { ensureFolder } from '../base/files/files';
import type { ClosableLogger } from '../base/log';
import { cleanEnvironment } from '../base/process/run';
import { openHost, type Host } from '../host/host';
import { appVersion } from './app-facts';
import { openStateFile } from './state-file';
import { defaultProfileDir } from './default-profile';
import { findPlaces } from './profile-place';

export interface NodeHostOptions {
  /** Left out: the profile of the app on this system. */
  profileDir?: string | undefined;
  /** Settings that count in this run alone. */
  overrides?: Record<string, string>;
  /** Port of the API; null or left out: the usual one, or any free one. */
  port?: number | null;
  /** ComfyUI is started at once, behind the gateway. */
  isLaunch?: boolean;
  /** Tasks that wait in a folder do so until something is ordered. */
  startsNothing?: boolean;
  /** Left out: `logs/main.log` of the profile. */
  log?: ClosableLogger;
}

/**
 * Opens the host of a profile on plain Node: what the app has behind its window. No folder and no door is open yet; `closeNodeHost` closes all of it.
 * Throws `data-newer` for a profile that a newer app has written.
 */
export async function openNodeHost(options: NodeHostOptions = {}): Promise<Host> {
  const {
    profileDir = defaultProfileDir(cleanEnvironment()),
    overrides = {},
    port = null,
    isLaunch = false,
    startsNothing = false,
    log,
  } = options;
  await ensureFolder(profileDir);
  return openHost({
    ...{ profileDir, appVersion, ...(log && { log }) },
    openStore: () => openStateFile(profileDir),
    places: findPlaces,
    encryption: null,
    demo: { nodeProgram: process.execPath, projectDir: join(import.meta.dirname, '..', '..') },
    run: { port, isLaunch, overrides, startsNothing },
    settled: Promise.resolve(),
  });
}

/** Closes everything in its order: doors, then what installs, then the cores, which end their ComfyUIs. */
export async function closeNodeHost({ workspace, setup, closeLog }: Host): Promise<void> {
  await workspace.closeDoors();
  await setup.close();
  await workspace.closeAll();
  closeLog();
}
