import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import pLimit from 'p-limit';
import { fileSizeOf, hasSystemCode, listNames, pathExists, readTextIfPresent } from '../../../base/files/files';
import { readTextIfReadable } from '../../../base/files/read-whole';
import type { Distribution } from './packages';
import { findForeignTags } from './wheel-tags';
import { isCompiled, isOutside, parseRecord, type RecordedFile } from './record';

/** Says in words what an installed distribution lacks, for a sentence behind its name; null when nothing is known to be wrong. */
export type FindDamage = (distribution: Distribution) => Promise<string | null>;

/** For who asks about versions alone. */
export const checkNoFiles: FindDamage = () => Promise.resolve(null);

/** Folders that are read at the same time: as many as the thread pool works on, so that others get their turn. */
const foldersAtOnce = 4;
/** Who writes INSTALLER and RECORD, and takes both as given. What others install (conda, Debian, Fedora) often has neither. */
const installers: readonly string[] = ['pip', 'uv'];

/** The names of a folder as they are compared: the file systems of Windows and macOS do not tell case and composition apart. */
function fold(name: string): string {
  return process.platform === 'linux' ? name : name.normalize('NFC').toLowerCase();
}

async function readNames(folder: string): Promise<ReadonlySet<string>> {
  try {
    return new Set((await readdir(folder)).map(fold));
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ENOTDIR')) return new Set();
    throw error;
  }
}

/** Whether only pip, uv and their kind fill this folder: a virtual environment or a portable build. Then what lacks its records is half a package. */
async function isPlainEnvironment(sitePackages: string): Promise<boolean> {
  if (basename(sitePackages) === 'dist-packages') return false;
  const above = [resolve(sitePackages, '../..'), resolve(sitePackages, '../../..')];
  for (const folder of above) {
    if (await pathExists(join(folder, 'pyvenv.cfg'))) return true;
    if ((await listNames(folder)).some((name) => /^python\d+\._pth$/i.test(name))) return true;
  }
  return false;
}

/**
 * Whether the check counts a file. What is outside of site-packages, tests and compiled files are taken away on purpose (slim images copy
 * site-packages alone), and no killed installer lacks only them: their records are written last.
 */
export function counts({ path }: RecordedFile): boolean {
  return !isCompiled(path) && !isOutside(path) && !(path.includes('test') && /(?:^|\/)tests?\//.test(path));
}

/** What an installer says of itself beside a distribution. */
async function readRecords({ infoPath }: Distribution) {
  const [installer, record] = await Promise.all([
    readTextIfReadable(join(infoPath, 'INSTALLER')),
    readTextIfReadable(join(infoPath, 'RECORD')),
  ]);
  const files = record === null ? null : parseRecord(record);
  const own = `${basename(infoPath)}/INSTALLER`;
  return {
    installer: installer === null ? null : installer.trim().toLowerCase(),
    files,
    namesInstaller: files !== null && files.some(({ path }) => path === own),
  };
}

/** The folder that a path of a record stands in. */
function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

type Records = Awaited<ReturnType<typeof readRecords>>;

const isTrusted = ({ installer }: Records): boolean => installer !== null && installers.includes(installer);

/** Which of its own records is missing. */
function lackOf(records: Records, isStrict: boolean): string | null {
  if (records.installer === null) return isStrict || records.namesInstaller ? 'its INSTALLER is missing' : null;
  return records.files === null && isStrict && isTrusted(records) ? 'its RECORD is missing' : null;
}

function describeMissing([first = '', ...more]: readonly string[]): string {
  return more.length === 0 ? `${first} is missing` : `${first} and ${more.length} more of its files are missing`;
}

/**
 * Makes a check of the files of distributions, by names: each folder is read once as long as the check lives, so it is made anew for each piece
 * of work. What never had INSTALLER or RECORD (egg-info, conda, packages of the system) cannot be judged and counts as whole.
 *
 * @param pythonVersion Counts a package as damaged that was built for another Python than this (`3.11`); left out, nobody looks at that.
 */
export function createDamageCheck(pythonVersion?: string): FindDamage {
  const limit = pLimit(foldersAtOnce);
  const folders = new Map<string, Promise<ReadonlySet<string>>>();
  const plain = new Map<string, Promise<boolean>>();
  const known = new Map<string, Promise<string | null>>();
  const namesIn = (folder: string) => {
    const names = folders.get(folder) ?? limit(() => readNames(folder));
    folders.set(folder, names);
    return names;
  };
  const isPlain = (sitePackages: string) => {
    const verdict = plain.get(sitePackages) ?? isPlainEnvironment(sitePackages);
    plain.set(sitePackages, verdict);
    return verdict;
  };

  async function findMissing(sitePackages: string, files: readonly RecordedFile[]): Promise<string[]> {
    // By folder, not by file: a promise for each of thirty thousand files costs more than reading their folders.
    const folders = new Map<string, string[]>();
    for (const { path } of files) {
      const folder = folderOf(path);
      const own = folders.get(folder);
      if (own === undefined) folders.set(folder, [path]);
      else own.push(path);
    }
    const found = [...folders].map(async ([folder, paths]) => {
      const names = await namesIn(join(sitePackages, folder));
      return paths.filter((path) => !names.has(fold(path.slice(path.lastIndexOf('/') + 1))));
    });
    const missing = new Set((await Promise.all(found)).flat());
    if (missing.size === 0) return [];
    return files.flatMap(({ path }) => (missing.has(path) ? [path] : []));
  }

  async function judgeFiles(sitePackages: string, files: readonly RecordedFile[]): Promise<string | null> {
    const missing = await findMissing(sitePackages, files.filter(counts));
    return missing.length === 0 ? null : describeMissing(missing);
  }

  async function judgeTags(distribution: Distribution): Promise<string | null> {
    const isForeign = pythonVersion !== undefined && (await findForeignTags(distribution, pythonVersion)) !== null;
    return isForeign ? 'it was built for another Python' : null;
  }

  async function judge(distribution: Distribution): Promise<string | null> {
    if (!distribution.infoPath.endsWith('.dist-info')) return null;
    const sitePackages = dirname(distribution.infoPath);
    const isStrict = await isPlain(sitePackages);
    if (distribution.hasTwin && isStrict) return 'it is recorded twice';
    const records = await readRecords(distribution);
    const lack = lackOf(records, isStrict);
    if (lack !== null || records.files === null || !isTrusted(records)) return lack;
    return (await judgeTags(distribution)) ?? judgeFiles(sitePackages, records.files);
  }

  return (distribution) => {
    const verdict = known.get(distribution.infoPath) ?? judge(distribution);
    known.set(distribution.infoPath, verdict);
    return verdict;
  };
}

/** Whether every file has the size that RECORD gives it: of two records of one distribution, which one tells the truth. */
export async function haveRecordedSizes({ infoPath }: Distribution): Promise<boolean> {
  const files = parseRecord((await readTextIfPresent(join(infoPath, 'RECORD'))) ?? '').filter(counts);
  const limit = pLimit(foldersAtOnce);
  const sizes = await limit.map(files, async ({ path, size }) => {
    return size === null || (await fileSizeOf(join(dirname(infoPath), path))) === size;
  });
  return files.length > 0 && !sizes.includes(false);
}
