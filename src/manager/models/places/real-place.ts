import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { isInside } from '../../../base/files/files';
import { realPlaceOf } from '../../../base/files/real-place';

/**
 * Proves that a folder really lies in one of the roots, whatever links are on the way (weak point W3). A root may itself be a link:
 * that is how people move their models to another disk. Throws `path-outside-root`.
 */
export async function assertInRoots(dir: string, roots: readonly string[]): Promise<void> {
  const real = await realPlaceOf(dir);
  for (const root of real === null ? [] : roots) {
    const realRoot = await realPlaceOf(root);
    if (real !== null && realRoot !== null && (real === realRoot || isInside(realRoot, real))) return;
  }
  const where = real === null ? 'nowhere' : `to ${real}, outside of every model folder`;
  throw new AppError('path-outside-root', msg`${dir} leads ${where}, so nothing was written there.`, {
    remedy: msg`Name that folder in extra_model_paths.yaml beside main.py, or remove the link.`,
    details: { dir },
  });
}
