import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Every file below a folder, with its whole path. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
}
