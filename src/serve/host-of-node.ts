import { join } from 'node:path';
import { ensureFolder } from '../base/files/files';
import type { ClosableLogger } from '../base/log';
import { openHost, type Host } from '../host/host';
import { appVersion } from './app-facts';
import { defaultProfileDir, findPlaces } from './profile-place';

export interface NodeHostOptions {
  /** Left out: the profile of the app on this system. */
  profileDir?: string | undefined;
  /** Settings that count in this run alone. */
  overrides?: Record<string, string>;
  /** Port of the API; null or left out: the usual one, or any free one. */
  port?: number | null;
  /** ComfyUI is started at once, behind the gateway. */
  isLaunch?: boolean;
  /** Left out: `logs/main.log` of the profile. */
  log?: ClosableLogger;
}

/**
 * Opens the host of a profile on plain Node: what the app has behind its window. No folder and no door is open yet; `closeNodeHost` closes all of it.
 * Throws `data-newer` for a profile that a newer app has written.
 */
export async function openNodeHost(options: NodeHostOptions = {}): Promise<Host> {
  const { profileDir = defaultProfileDir(), overrides = {}, port = null, isLaunch = false, log } = options;
  await ensureFolder(profileDir);
  return openHost({
    ...{ profileDir, appVersion, ...(log && { log }) },
    places: findPlaces,
    encryption: null,
    demo: { nodeProgram: process.execPath, projectDir: join(import.meta.dirname, '..', '..') },
    run: { port, isLaunch, overrides },
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
