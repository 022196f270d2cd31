import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { AppError } from '../../contract/errors';
import { hasSystemCode, isInside } from '../../base/files';

/** The nearest folder on the way up that exists, the path itself included. A link that leads nowhere counts as existing. */
export async function nearestExisting(path: string): Promise<string> {
  let current = path;
  for (;;) {
    try {
      await lstat(current);
      return current;
    } catch (error) {
      const parent = dirname(current);
      if (!hasSystemCode(error, 'ENOENT', 'ENOTDIR') || parent === current) throw error;
      current = parent;
    }
  }
}

/** Where a path really leads, links resolved as far as it exists; null when a link on the way leads nowhere. */
async function realPlace(path: string): Promise<string | null> {
  const existing = await nearestExisting(path);
  try {
    return join(await realpath(existing), relative(existing, path));
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ELOOP')) return null;
    throw error;
  }
}

/**
 * Proves that a folder really lies in one of the roots, whatever links are on the way (weak point W3). A root may itself be a link:
 * that is how people move their models to another disk. Throws `path-outside-root`.
 */
export async function assertInRoots(dir: string, roots: readonly string[]): Promise<void> {
  const real = await realPlace(dir);
  for (const root of real === null ? [] : roots) {
    const realRoot = await realPlace(root);
    if (real !== null && realRoot !== null && (real === realRoot || isInside(realRoot, real))) return;
  }
  const where = real === null ? 'nowhere' : `to ${real}, outside of every model folder`;
  throw new AppError('path-outside-root', `${dir} leads ${where}, so nothing was written there.`, {
    remedy: 'Name that folder in extra_model_paths.yaml beside main.py, or remove the link.',
    details: { dir },
  });
}
