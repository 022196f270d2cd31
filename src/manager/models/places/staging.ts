import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../contract/errors';
import { type Message, msg } from '../../../contract/text/message';
import { listNames, volumeOf } from '../../../base/files/files';
import { movePath, removeInside } from '../../../base/files/move-files';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import { nearestExisting } from '../../../base/files/real-place';
import { assertInRoots } from './real-place';
import type { ModelTarget } from './target';

/** Name of a staging folder beside the target, used only where the manager's own staging is on another volume. */
const besidePrefix = '.comfyui-manager-part';

async function chooseParent(stagingDir: string, dir: string): Promise<string> {
  const existing = await nearestExisting(dir);
  const [ours, theirs] = await Promise.all([stagingDir, existing].map(volumeOf));
  return ours === theirs ? stagingDir : existing;
}

/** What is in use in this process, beside whichever target. */
const inUse = new Set<string>();

/** What an earlier run left beside the target when it was killed. */
async function sweep(parent: string): Promise<void> {
  const names = (await listNames(parent)).filter((name) => name.startsWith(`${besidePrefix}-`));
  for (const name of names) if (!inUse.has(join(parent, name))) await removeInside(parent, name);
}

/** Runs work with an empty folder on the volume of `dir`, so that the result is moved by one rename. The folder is gone afterwards. */
export async function withStaging<T>(
  { stagingDir, dir }: { stagingDir: string; dir: string },
  work: (staging: string) => Promise<T>,
): Promise<T> {
  const parent = await chooseParent(stagingDir, dir);
  if (parent !== stagingDir) await sweep(parent);
  return withTemporaryFolder(parent, parent === stagingDir ? 'model' : besidePrefix, async (staging) => {
    inUse.add(staging);
    try {
      return await work(staging);
    } finally {
      inUse.delete(staging);
    }
  });
}

/** Moves what was prepared to its place, never over something. Throws `model-exists`, `path-outside-root`, `file-held`. */
export async function placeModel(from: string, to: string, target: ModelTarget): Promise<void> {
  // The target is looked at again, because a long download lies between the first look and now.
  await assertInRoots(dirname(to), target.roots);
  try {
    await movePath(from, to);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'pack-exists') throw error;
    throw modelExists(to, msg`appeared there while it was downloaded`);
  }
}

/** The error for something that is in the way; nothing is ever overwritten. */
export function modelExists(
  path: string,
  what: Message,
  remedy = msg`Rename or remove it and install again, or keep it.`,
): AppError {
  return new AppError('model-exists', msg`"${basename(path)}" ${what}: ${path}. It was left as it is.`, {
    remedy,
    details: { path },
  });
}
