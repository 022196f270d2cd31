import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { createLimitByKey } from '../../../base/async/concurrency-limit';
import { isGivenUp, stopIfCancelled, type JobContext } from '../../../base/async/job';
import { ensureFolder, isInside, listNames, volumeOf } from '../../../base/files/files';
import { removeInside } from '../../../base/files/move-files';
import { removeIfEmpty } from '../../../base/files/hard-links';
import { isFreeOfLinks } from '../../../base/files/quarantine';
import { nearestExisting } from '../../../base/files/real-place';
import { Part, readClaimed } from '../../../base/http/ranges/part';

/** Name of the home of parts beside the target, used only where our own is on another volume. */
const besideName = '.comfyui-manager-downloads';

/** The homes of parts that are in folders of models; one that a link leads to is none of ours. */
export async function findPartHomes(roots: readonly string[]): Promise<string[]> {
  const isOurs = await Promise.all(roots.map((root) => isFreeOfLinks(join(root, besideName), root)));
  return roots.filter((_root, at) => isOurs[at]).map((root) => join(root, besideName));
}

/** The home of parts on the volume of `dir`, so that a finished file is moved by one rename: in the folder of models where that is on it, so that it is found again. */
async function homeFor(downloadsDir: string, dir: string, roots: readonly string[]): Promise<string> {
  const existing = await nearestExisting(dir);
  const [ours, theirs] = await Promise.all([await nearestExisting(downloadsDir), existing].map(volumeOf));
  if (ours === theirs) return downloadsDir;
  const isAround = (root: string): boolean => root === existing || isInside(root, existing);
  const [root] = roots.filter(isAround).sort((one, other) => other.length - one.length);
  const parent = root !== undefined && (await volumeOf(root)) === theirs ? root : existing;
  const beside = join(parent, besideName);
  if (await isFreeOfLinks(beside, parent)) return beside;
  throw new AppError('path-outside-root', msg`${beside} is a link, so nothing was downloaded to it.`, {
    remedy: msg`Remove the link, and try again.`,
  });
}

/** A few letters that stand for a path. */
export function shortHash(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}

/** The folder of what will lie at a path: the same at each attempt, from whatever address it comes. Its name says what it is of. */
function nameFor(path: string): string {
  return `${basename(path).slice(0, 100)}-${shortHash(path)}`;
}

/** Errors after which what has come is of no use: it is not the file. */
const spoiled = [
  ...['verification-failed', 'model-invalid'],
  ...['archive-invalid', 'archive-unsafe', 'archive-too-large'],
] as readonly string[];

/** Removes the part in a folder where it is not what it should be. */
export async function forgetIfSpoiled(folder: string, error: unknown): Promise<void> {
  if (error instanceof AppError && spoiled.includes(error.code)) await Part.forget(folder);
}

/** Whether there is a part to go on with: of the file, or of one of the files of a repository. */
async function hasPart(folder: string): Promise<boolean> {
  const folders = [folder, ...(await listNames(folder)).map((name) => join(folder, name))];
  const claimed = await Promise.all(folders.map(readClaimed));
  return claimed.some((each) => each !== null && each.done.length > 0);
}

const onePerPath = createLimitByKey(1);

/**
 * Runs a download to a path with the folder in which its part grows. The folder stays after a failure that an attempt can go on from, also over the end of the
 * app; it goes when the file is in place, is not what it should be, or was cancelled. Two downloads to one path wait for each other. Throws `path-outside-root`,
 * `cancelled`, and what the work throws. `roots`: the folders of models.
 */
export async function withPartFolder<T>(
  { downloadsDir, path, roots }: { downloadsDir: string; path: string; roots: readonly string[] },
  job: JobContext,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const run = async (): Promise<T> => {
    stopIfCancelled(job);
    const home = await homeFor(downloadsDir, dirname(path), roots);
    const name = nameFor(path);
    const folder = join(home, name);
    const remove = async (): Promise<void> => {
      await removeInside(home, name);
      if (home !== downloadsDir) await removeIfEmpty(home);
    };
    await ensureFolder(folder);
    try {
      const result = await work(folder);
      await remove();
      return result;
    } catch (error) {
      await forgetIfSpoiled(folder, error);
      if (isGivenUp(job) || !(await hasPart(folder))) await remove();
      throw error;
    }
  };
  return onePerPath(path, run);
}
