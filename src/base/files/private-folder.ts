import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The rights of files that this account alone may read and write. */
export const privateFile = 0o600;
const privateFolder = 0o700;

/** Makes a folder one that this account alone may enter. What lies in it keeps its rights. Nothing happens on Windows, and where the rights are not this account's to give. */
export function narrowFolder(folder: string): void {
  if (process.platform === 'win32') return;
  try {
    if ((statSync(folder).mode & 0o077) !== 0) chmodSync(folder, privateFolder);
  } catch {
    // It belongs to somebody else, or the disk knows no rights: then they are what the person has made them.
  }
}

/**
 * Makes a folder one that this account alone may enter, and the files that lie directly in it ones that it alone may read. A folder that is so already
 * costs one look: its files were made so. Nothing happens on Windows, and on disks without such rights. Synchronous, because it comes before the first
 * line of a log.
 */
export function makePrivate(folder: string): void {
  if (process.platform === 'win32') return;
  try {
    if ((statSync(folder).mode & 0o077) === 0) return;
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isFile()) chmodSync(join(folder, entry.name), privateFile);
    narrowFolder(folder);
  } catch {
    // As above.
  }
}
