import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PreparedPart } from '../src/contract/operations';

/** Named by the core, which writes them (src/manager/window-look.ts, catalogue/prepared-table.ts). */
const fileNames: Record<PreparedPart, string> = { 'first-look': 'first-look.json', table: 'catalogue.table' };

/** Where the files lie that were prepared for a ComfyUI folder: with the app's own state, which is found before any folder is looked at. */
export function preparedDirOf(userDataDir: string, folder: string): string {
  return join(userDataDir, 'prepared', createHash('sha1').update(folder).digest('hex').slice(0, 16));
}

/** Reads what an earlier run prepared for a folder; null where there is none. Never fails: without it the window asks the core. */
export async function readPrepared(
  userDataDir: string,
  folder: string | null,
  part: PreparedPart,
): Promise<Uint8Array | null> {
  if (folder === null) return null;
  return readFile(join(preparedDirOf(userDataDir, folder), fileNames[part])).catch(() => null);
}

/** Whether a word from the window names a prepared file. */
export function isPreparedPart(word: unknown): word is PreparedPart {
  return typeof word === 'string' && Object.hasOwn(fileNames, word);
}
