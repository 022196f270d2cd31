import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { listNames, readTextIfPresent } from '../../../base/files/files';

/** Whether a program can be meant by this path: it exists and is no folder. */
export async function isProgram(file: string): Promise<boolean> {
  try {
    return !(await stat(file)).isDirectory();
  } catch {
    return false;
  }
}

/** Where the interpreter of an environment can lie below its folder, on POSIX and on Windows (conda and embedded builds keep it at the top). */
export function interpreterPlaces(environmentDir: string, platform: NodeJS.Platform): string[] {
  return platform === 'win32'
    ? [join(environmentDir, 'Scripts', 'python.exe'), join(environmentDir, 'python.exe')]
    : [join(environmentDir, 'bin', 'python'), join(environmentDir, 'bin', 'python3')];
}

/** The folder of an environment an interpreter belongs to: the one above `bin` or `Scripts`, else the interpreter's own. */
export function environmentDirOf(interpreter: string): string {
  const folder = dirname(interpreter);
  return ['bin', 'scripts'].includes(basename(folder).toLowerCase()) ? dirname(folder) : folder;
}

/** Where an environment keeps its programs. */
export function programsDirOf(interpreter: string, platform: NodeJS.Platform): string {
  const folder = dirname(interpreter);
  if (platform !== 'win32' || basename(folder).toLowerCase() === 'scripts') return folder;
  return join(folder, 'Scripts');
}

export interface KnownFacts {
  /** `3.11.7`, or only `3.11` when no file says more. */
  pythonVersion: string;
  sitePackagesDirs: readonly string[];
}

/** The values of a pyvenv.cfg, names in lower case, or null when there is none. */
async function readVenvConfig(environmentDir: string): Promise<ReadonlyMap<string, string> | null> {
  const text = await readTextIfPresent(join(environmentDir, 'pyvenv.cfg'));
  if (text === null) return null;
  const pairs = text.split(/\r?\n/).map((line) => /^\s*([^=]+?)\s*=\s*(.*?)\s*$/.exec(line));
  return new Map(pairs.flatMap((found) => (found?.[1] ? [[found[1].toLowerCase(), found[2] ?? ''] as const] : [])));
}

/** `venv` and `uv` write `3.11.7`, virtualenv `3.11.7.final.0`. */
function readVersion(config: ReadonlyMap<string, string>): string | null {
  const text = config.get('version_info') ?? config.get('version') ?? '';
  return /^\d+\.\d+(\.\d+)?/.exec(text)?.[0] ?? null;
}

/** The package folders of an environment that its own files tell. */
export async function sitePackagesIn(environmentDir: string): Promise<string[]> {
  const windows = join(environmentDir, 'Lib', 'site-packages');
  const posix = (await listNames(join(environmentDir, 'lib')))
    .filter((name) => /^python\d/.test(name))
    .map((name) => join(environmentDir, 'lib', name, 'site-packages'));
  const places = process.platform === 'win32' ? [windows] : posix;
  const found = await Promise.all(places.map(async (place) => ((await listNames(place)).length > 0 ? [place] : [])));
  return found.flat();
}

/** conda records each package as `conda-meta/<name>-<version>-<build>.json`. */
async function readCondaVersion(environmentDir: string): Promise<string | null> {
  const names = await listNames(join(environmentDir, 'conda-meta'));
  return names.map((name) => /^python-(\d+\.\d+\.\d+)-/.exec(name)?.[1]).find((version) => version) ?? null;
}

/** An embedded build has `python311._pth` beside `python.exe` and says its minor version nowhere else without being run. */
async function readEmbeddedVersion(environmentDir: string): Promise<string | null> {
  const names = await listNames(environmentDir);
  const found = names.map((name) => /^python(\d)(\d+)\._pth$/i.exec(name)).find((match) => match);
  return found ? `${found[1] ?? ''}.${found[2] ?? ''}` : null;
}

/** Version and package folders as the files of an environment tell them, or null when only Python itself can know. Starts no program. */
export async function readKnownFacts(interpreter: string): Promise<KnownFacts | null> {
  const environmentDir = environmentDirOf(interpreter);
  const config = await readVenvConfig(environmentDir);
  // Then packages of the base interpreter count too, and their folder is not written down.
  if (config?.get('include-system-site-packages')?.toLowerCase() === 'true') return null;
  const pythonVersion = config
    ? readVersion(config)
    : ((await readCondaVersion(environmentDir)) ?? (await readEmbeddedVersion(environmentDir)));
  const sitePackagesDirs = await sitePackagesIn(environmentDir);
  return pythonVersion !== null && sitePackagesDirs.length > 0 ? { pythonVersion, sitePackagesDirs } : null;
}

/** Whether an interpreter is an embedded build, which must not see the user's own site-packages (`-s`). */
export async function isEmbeddedInterpreter(interpreter: string): Promise<boolean> {
  const environmentDir = environmentDirOf(interpreter);
  if (/python_embedd?ed$/i.test(environmentDir)) return true;
  return (await readEmbeddedVersion(environmentDir)) !== null;
}

/** What kind of Python an interpreter is, as the files around it tell. */
export async function readPythonKind(interpreter: string): Promise<'venv' | 'portable' | 'conda' | 'system'> {
  if (await isEmbeddedInterpreter(interpreter)) return 'portable';
  const environmentDir = environmentDirOf(interpreter);
  if ((await readVenvConfig(environmentDir)) !== null) return 'venv';
  return (await listNames(join(environmentDir, 'conda-meta'))).length > 0 ? 'conda' : 'system';
}
