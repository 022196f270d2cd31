import { findFreePort, isPortFree } from '../../../base/http/free-port';
import type { AppSettings } from '../../../contract/settings';
import { isPortPrivate } from '../arguments/launch-plan';

/** The settings of a start, with the port filled in where the person left its choice to this app. */
export interface PrivatePort {
  /** As they are now: a private `comfyui.port` is 0 until it was chosen. */
  settings(): AppSettings;
  /** Whether its choice is left to this app. */
  isWanted(): boolean;
  /**
   * Chooses a private port, where one is wanted: that of the last start, or another when somebody took it meanwhile. To be asked while
   * no ComfyUI of ours lives. Throws what the system says when no port is free.
   */
  choose(): Promise<AppSettings>;
}

/** A private ComfyUI is for the gateway of this machine alone. */
const host = '127.0.0.1';

/** Arguments that cannot be understood are refused by who plans the start. */
function isWanted(settings: AppSettings): boolean {
  try {
    return isPortPrivate(settings);
  } catch {
    return false;
  }
}

/** Nothing is chosen before it is asked for. `settings` may change meanwhile; a port once chosen is kept. */
export function createPrivatePort(settings: AppSettings): PrivatePort {
  let chosen = 0;
  const current = () => (isWanted(settings) ? { ...settings, 'comfyui.port': chosen } : settings);
  return {
    settings: current,
    isWanted: () => isWanted(settings),
    async choose() {
      if (isWanted(settings) && (chosen === 0 || !(await isPortFree(chosen, host)))) chosen = await findFreePort(host);
      return current();
    },
  };
}
