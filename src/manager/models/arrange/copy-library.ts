import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { stopIfCancelled, type JobContext } from '../../../base/async/job';
import { copyOneFile, linkFolder } from '../../../base/files/copy-tree';
import { ensureFolder, isDirectory, listNames, realPathOf, pathExists, resolveInside } from '../../../base/files/files';
import { movePath, removeInside } from '../../../base/files/move-files';
import { tryLink } from '../../../base/files/hard-links';
import { syncFiles, syncFolders } from '../../../base/files/sync';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { isSameState, stateOf, type KnownHashes } from '../ledger/known-hashes';
import { readHash } from '../ledger/read-hash';
import { hashFile } from '../places/model-content';
import { modelExists } from '../places/staging';
import { listLibrary, partOf, partsDirOf, type Library, type LibraryFile, type Listed } from './library';

/** A file is being written all the time after so many looks. */
const mostRounds = 5;

/** A copy that is under way. */
interface Copying {
  library: Library;
  hashes: KnownHashes;
  job: JobContext;
  /** In bytes; each counts for half when it is copied, and for the other half when it is checked. */
  progress: { done: number; total: number };
  /** Where the content of a file with several names lies already, by the file. */
  copies: Map<string, string>;
}

const keyOf = ({ dev, ino }: LibraryFile): string => `${dev} ${ino}`;

/** What files take together, one with several names once. */
export function sizeOf(files: readonly LibraryFile[]): number {
  const sizes = new Map(files.map((file) => [keyOf(file), file.size]));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/** Whether the copy of a file is there, proven by its hash. Throws `model-exists` for what can be none. */
async function isThere(file: LibraryFile, { library, hashes, job }: Copying): Promise<boolean> {
  const place = await resolveInside(library.to, file.below);
  const found = await lstat(place).catch(() => null);
  if (found === null) return false;
  if (!found.isFile() || (found.dev === file.dev && found.ino === file.ino))
    throw modelExists(place, msg`is there as a link, as a folder, or as the very file`);
  if (found.size !== file.size) return false;
  const comparing = { hashes, job: { ...job, report: () => undefined } };
  return (await readHash(file.path, comparing)) === (await readHash(place, comparing));
}

/** How much of a copy an earlier run has left. What lies there and is no file of its own counts for nothing. */
export async function bytesBegun(part: string): Promise<number> {
  const found = await lstat(part).catch(() => null);
  return found?.isFile() === true && found.nlink === 1 ? found.size : 0;
}

const removePart = (part: string): Promise<void> => removeInside(dirname(part), basename(part));

/** Copies a file aside, or goes on where an earlier run was stopped, has the disk take it, and reads all of it again. Answers the hash that both have. */
async function copyAside(file: LibraryFile, part: string, copying: Copying): Promise<string> {
  const { path, size } = file;
  const { hashes, job, progress } = copying;
  const begun = await bytesBegun(part);
  if (begun === 0) await removePart(part);
  const tell = (bytesDone: number): void =>
    job.report({
      ...{ phase: msg`Copying`, message: basename(path), bytesTotal: progress.total },
      bytesDone: Math.floor(progress.done + bytesDone / 2),
    });
  await copyOneFile(path, part, { signal: job.signal, onProgress: ({ bytesDone }) => tell(bytesDone), begun });
  await syncFiles([part]);
  const read = await readHash(path, { hashes, job: { ...job, report: () => undefined } });
  const written = await hashFile(part, { ...job, report: ({ bytesDone = 0 }) => tell(size + bytesDone) });
  if (read === written) return written;
  await removePart(part);
  // After a power cut the disk may have less than was written.
  if (begun > 0) return copyAside(file, part, copying);
  throw new AppError('verification-failed', msg`The copy of ${path} is not what the file was.`, {
    remedy: msg`Try again. If it happens again, one of the two disks is damaged.`,
  });
}

async function putInPlace(file: LibraryFile, part: string, copying: Copying): Promise<void> {
  const { library, hashes, copies } = copying;
  const place = await resolveInside(library.to, file.below);
  const twin = copies.get(keyOf(file));
  if (twin !== undefined) await removePart(part);
  const isLinked = twin !== undefined && (await tryLink(twin, part));
  const sha256 = isLinked ? await readHash(twin, copying) : await copyAside(file, part, copying);
  // What is there was copied before its original changed.
  if (await pathExists(place)) await removeInside(library.to, file.below);
  await movePath(part, place);
  await syncFolders([dirname(place)]);
  const address = (await hashes.sources())(file.path, file) ?? undefined;
  await hashes.remember({ [place]: sha256 }, address);
  copies.set(keyOf(file), place);
}

/** Copies one file. One that changes or goes meanwhile is left to the next look. What has come of one that is stopped stays for the next run, but on a full disk. */
async function copyFile(file: LibraryFile, copying: Copying): Promise<void> {
  const { library, job } = copying;
  const part = partOf(file, library);
  const others = (await listNames(dirname(part))).filter((name) => name !== basename(part));
  for (const name of others) await removeInside(dirname(part), name);
  try {
    await putInPlace(file, part, copying);
  } catch (error) {
    if (error instanceof AppError && error.code === 'disk-full') await removePart(part);
    const now = await stateOf(file.path);
    if (job.signal.aborted || (now !== null && isSameState(file, now))) throw error;
  }
}

/** One look at all files. Answers whether each copy was there. */
async function copyMissing(files: readonly LibraryFile[], copying: Copying): Promise<boolean> {
  const { job, progress, library } = copying;
  const copies = (copying.copies = new Map<string, string>());
  let isWhole = true;
  for (const file of files) {
    stopIfCancelled(job);
    const isTwin = copies.has(keyOf(file));
    if (await isThere(file, copying)) copies.set(keyOf(file), join(library.to, file.below));
    else {
      isWhole = false;
      await copyFile(file, copying);
    }
    if (!isTwin) progress.done += file.size;
  }
  return isWhole;
}

/** Before the first copy: nothing that is there already is another file. What an earlier run has copied may be old, and is copied anew. */
async function begin(files: readonly LibraryFile[], copying: Copying): Promise<void> {
  const { library } = copying;
  const parts = partsDirOf(library);
  if (!(await pathExists(parts))) {
    for (const file of files) {
      const place = join(library.to, file.below);
      if ((await pathExists(place)) && !(await isThere(file, copying)))
        throw modelExists(place, msg`is there with other content`);
    }
  }
  await ensureFolder(library.to);
  // A link or a file of that name is none of ours.
  if ((await lstat(parts).catch(() => null))?.isDirectory() !== true) await removeInside(library.to, basename(parts));
  await ensureFolder(parts);
}

/**
 * Copies the files of a folder until each is there as it is, which is looked at once more at the end; answers the files of that look. What an earlier run has copied is not copied again. Throws
 * `cancelled`, `disk-full`, `model-exists`, `verification-failed`; then the originals are as they were, and what was copied stays for the next run.
 */
export async function copyLibrary(
  { files, ...library }: Library & Listed,
  hashes: KnownHashes,
  job: JobContext,
): Promise<LibraryFile[]> {
  const copying: Copying = { library, hashes, job, progress: { done: 0, total: 0 }, copies: new Map() };
  await begin(files, copying);
  for (let round = 0, found = files; round < mostRounds; round += 1) {
    copying.progress = { done: 0, total: sizeOf(found) };
    if (await copyMissing(found, copying)) {
      await removeInside(library.to, basename(partsDirOf(library)));
      return found;
    }
    found = (await listLibrary(library)).files;
  }
  throw new AppError('verification-failed', msg`Files of ${library.from} change all the time, so it was not moved.`, {
    remedy: msg`Close the programs that write there, then try again.`,
  });
}

/**
 * Makes the links of a folder in its new place, where they lead to what was copied there. On Windows a link to a file is a second name of it, which needs no rights. Throws `model-exists`
 * for something else that lies there.
 */
export async function copyLinks({ to, links }: Pick<Library & Listed, 'to' | 'links'>): Promise<void> {
  for (const { below, leadsTo } of links) {
    const place = join(await resolveInside(to, dirname(below)), basename(below));
    const target = await resolveInside(to, leadsTo);
    if ((await realPathOf(place)) === (await realPathOf(target))) continue;
    await ensureFolder(dirname(place));
    const isFile = process.platform === 'win32' && !(await isDirectory(target));
    if (!(await (isFile ? tryLink(target, place) : linkFolder(target, place))))
      throw modelExists(place, msg`is there, or the disk takes no links`);
  }
}
