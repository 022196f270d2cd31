import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Named by the core, which writes them (src/manager/startup-cache.ts, catalogue/table/prepared-table.ts). */
const [cacheFile, tableFile] = ['startup-cache.json', 'catalogue.table'];

/** Where the files lie that were prepared for a ComfyUI folder: with the app's own state, which is found before any folder is looked at. */
export function preparedDirOf(userDataDir: string, folder: string): string {
  return join(userDataDir, 'prepared', createHash('sha1').update(folder).digest('hex').slice(0, 16));
}

/** Reads the startup view that an earlier run prepared for a folder; null where there is none. Never fails: without it the window asks the core. */
export async function readStartupView(userDataDir: string, folder: string | null): Promise<string | null> {
  if (folder === null) return null;
  return readFile(join(preparedDirOf(userDataDir, folder), cacheFile), 'utf8').catch(() => null);
}

/** Where the table of a folder's catalogue lies, if it was prepared. */
export function tableFileOf(userDataDir: string, folder: string | null): string | null {
  return folder === null ? null : join(preparedDirOf(userDataDir, folder), tableFile);
}
