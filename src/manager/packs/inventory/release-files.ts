import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import { z } from 'zod';
import { findNameProblem } from '../../../base/archives/archive-names';
import { digestFile } from '../../../base/files/digest';
import { readJsonIfPresent, writeJson } from '../../../base/files/files';
import { keepNewest } from '../../../base/files/keep-newest';

/** As many as the thread pool works on. */
const atOnce = 4;

/** More releases than anybody has at once, those in the trash included. */
const mostReleases = 1000;

/** The SHA-256 of each file of a release as it was unpacked, by its path in the archive. */
const Sums = z.record(z.string(), z.string());

/**
 * Where the sums of a release are kept: named after its `.tracking`, by which file that is and when it was written. So they go along wherever the folder of
 * the pack is moved, and count no more for what another program has put in its place, or copied. Null where there is none.
 */
async function fileOf(desktopDir: string, packDir: string): Promise<string | null> {
  const found = await lstat(join(packDir, '.tracking'), { bigint: true }).catch(() => null);
  return found === null ? null : join(desktopDir, 'pack-files', `${found.ino}-${found.mtimeNs}.json`);
}

/** Null for what is no file, or cannot be read. */
async function sumOf(file: string): Promise<string | null> {
  const isFile = await lstat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  return isFile ? (await digestFile(file, 'sha256')).toString('hex') : null;
}

/** Writes down what the files of a release are, once it is unpacked and marked. `names` as in its archive; folders end in `/`. */
export async function keepSums(desktopDir: string, packDir: string, names: readonly string[]): Promise<void> {
  const file = await fileOf(desktopDir, packDir);
  if (file === null) return;
  const sums = await pLimit(atOnce).map(names, async (name) => [name, await sumOf(join(packDir, name))] as const);
  await writeJson(file, Object.fromEntries(sums.filter(([, sum]) => sum !== null)));
  await keepNewest(dirname(file), mostReleases);
}

/**
 * The files of a release that are not as they were unpacked, sorted; what is missing is none of them. Null when nobody knows how they were: the release
 * was unpacked by another program or an earlier version of this app, or the folder is a copy.
 *
 * @param editedDir Another folder with the same release, whose files are meant.
 */
export async function findEditedFiles(
  desktopDir: string,
  packDir: string,
  editedDir = packDir,
): Promise<string[] | null> {
  const file = await fileOf(desktopDir, packDir);
  const sums = file === null ? undefined : Sums.safeParse(await readJsonIfPresent(file).catch(() => null)).data;
  if (sums === undefined) return null;
  // The file came with the folder, which somebody else may have made: a name that leads elsewhere is none of a release.
  const ofRelease = Object.entries(sums).filter(([name]) => findNameProblem(name) === null);
  const now = await pLimit(atOnce).map(ofRelease, async ([name, sum]) => {
    const found = await sumOf(join(editedDir, name)).catch(() => null);
    return found === null || found === sum ? [] : [name];
  });
  return now.flat().sort();
}
