import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

function isOneOf(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** The nearest folder on the way up that exists, the path itself included. A link that leads nowhere counts as existing. */
export async function nearestExisting(path: string): Promise<string> {
  let current = path;
  for (;;) {
    try {
      await lstat(current);
      return current;
    } catch (error) {
      const parent = dirname(current);
      if (!isOneOf(error, 'ENOENT', 'ENOTDIR') || parent === current) throw error;
      current = parent;
    }
  }
}

/** Where a path really leads, links resolved as far as it exists; null when a link on the way leads nowhere. */
export async function realPlaceOf(path: string): Promise<string | null> {
  const existing = await nearestExisting(path);
  try {
    return join(await realpath(existing), relative(existing, path));
  } catch (error) {
    if (isOneOf(error, 'ENOENT', 'ELOOP')) return null;
    throw error;
  }
}
