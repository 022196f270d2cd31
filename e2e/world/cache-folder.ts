import { homedir } from 'node:os';
import { join } from 'node:path';

/** The user's cache folder for things the world makes once per machine (a template environment, the uv binary). */
export function cacheFolder({ XDG_CACHE_HOME, LOCALAPPDATA }: NodeJS.ProcessEnv = process.env): string {
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'comfyui-manager-desktop');
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'comfyui-manager-desktop', 'cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'comfyui-manager-desktop');
  return join(homedir(), '.cache', 'comfyui-manager-desktop');
}
