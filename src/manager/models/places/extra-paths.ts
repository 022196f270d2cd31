import { homedir, userInfo } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { readBeside } from '../../../base/beside/read-beside';
import { TooDearError, type Reading } from '../../../base/beside/reading';
import { cacheReadings } from '../../../base/files/cache-by-stamp';
import { fileSizeOf, pathExists, readTextIfPresent } from '../../../base/files/files';
import { cleanEnvironment } from '../../../base/process/run';
import { msg, joinMessages, type Message } from '../../../contract/text/message';
import { registryKey } from './folder-keys';
import { isTrueInPython, loadLikePython } from './python-yaml';

/** One folder that a paths file adds to a key. */
export interface ExtraFolder {
  key: string;
  folder: string;
  isDefault: boolean;
}

/** What a paths file says, and what is wrong with it in words. */
export interface ExtraPaths {
  folders: ExtraFolder[];
  problem: Message | null;
}

/** The names of the paths file beside `main.py`. The newer one takes precedence over the older, which every version of ComfyUI reads. */
export const pathsFileNames = ['extra_paths.yaml', 'extra_model_paths.yaml'] as const;
/** A larger one is none: real ones have a few lines. */
const maxBytes = 1024 * 1024;

interface Place {
  /** Folder of the YAML file. */
  dir: string;
  environment: Readonly<Record<string, string>>;
}

/** A section as it stands in the file: the folder that it begins at, and the lines of its keys. */
interface PathsSection {
  base: string | null;
  isDefault: boolean;
  lines: readonly (readonly [key: string, line: string])[];
}

/** What the text of a paths file says, before a path in it is made whole. */
export interface PathsText {
  sections: PathsSection[];
  problem: Message | null;
}

/** `~` as Python's `os.path.expanduser` expands it; the home of another account stays as it is written. */
function expandHome(path: string, { environment }: Place): string {
  const [tilde, name = ''] = /^~([^/\\]*)/u.exec(path) ?? [];
  if (tilde === undefined) return path;
  const home = (process.platform === 'win32' ? environment['USERPROFILE'] : environment['HOME']) ?? homedir();
  if (name === '') return home + path.slice(tilde.length);
  return name === userInfo().username ? homedir() + path.slice(tilde.length) : path;
}

/** Variables as Python's `os.path.expandvars` expands them; an unknown one stays as it is written. On Windows there is `%NAME%` as well, and case does not count. */
function expandVariables(path: string, { environment }: Place): string {
  const isWindows = process.platform === 'win32';
  const valueOf = (name: string): string | undefined =>
    isWindows
      ? Object.entries(environment).find(([key]) => key.toUpperCase() === name.toUpperCase())?.[1]
      : environment[name];
  const variable = isWindows ? /\$\{([^}]*)\}|\$(\w+)|%([^%]+)%/g : /\$\{([^}]*)\}|\$(\w+)/g;
  return path.replace(
    variable,
    (text, ...[braced, bare, percent]: (string | undefined)[]) => valueOf(braced ?? bare ?? percent ?? '') ?? text,
  );
}

/** The folders of a section, as ComfyUI's `utils/extra_config.py` makes them: only the folder that it begins at has a home and variables. */
function foldersOf({ base, isDefault, lines }: PathsSection, place: Place): ExtraFolder[] {
  const from = base === null ? '' : expandVariables(expandHome(base, place), place);
  return lines.map(([key, line]) => ({ key: registryKey(key), folder: resolve(place.dir, from, line), isDefault }));
}

/** At what ComfyUI stops with an error of Python, instead of starting. */
class ComfyStops extends Error {}

function readSection(section: unknown): PathsSection | null {
  // An empty text and an empty list have nothing to walk through, nor has what is not there.
  if (section === null || section === '' || (Array.isArray(section) && section.length === 0)) return null;
  if (!(section instanceof Map)) throw new ComfyStops();
  // As in Python, an alias is the same map: what was taken out of it here is gone there as well.
  const entries: Map<unknown, unknown> = section;
  const [base, isDefault] = [entries.get('base_path'), isTrueInPython(entries.get('is_default'))];
  if (entries.has('base_path') && typeof base !== 'string') throw new ComfyStops();
  entries.delete('base_path');
  entries.delete('is_default');
  const lines = [...entries].flatMap(([key, value]) => {
    if (typeof value !== 'string') throw new ComfyStops();
    return value
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [String(key), line] as const);
  });
  return { base: typeof base === 'string' ? base : null, isDefault, lines };
}

/** Why a paths file is not used that is no YAML, or that nobody may read: with the line, where it has one. */
export function cannotBeRead(fileName: string, error: unknown): Message {
  const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '').replace(/[.:]$/, '') : String(error);
  return msg`${fileName} cannot be read, so its folders are not used: ${reason}.`;
}

/** Reads the text of a paths file (docs/reference/on-disk.md 11). What is no YAML, and at what ComfyUI does not start, gives no folders and a problem in words. Pure. */
export function readPathsText({ text, fileName }: { text: string; fileName: string }): PathsText {
  try {
    const document = loadLikePython(text);
    if (document === null) return { sections: [], problem: null };
    if (!(document instanceof Map))
      return { sections: [], problem: msg`${fileName} has no sections, so its folders are not used.` };
    const sections = [...new Map<unknown, unknown>(document).values()].map(readSection);
    return { sections: sections.filter((section) => section !== null), problem: null };
  } catch (error) {
    const stops = msg`${fileName} has a value that is no text, at which ComfyUI does not start, so its folders are not used.`;
    return { sections: [], problem: error instanceof ComfyStops ? stops : cannotBeRead(fileName, error) };
  }
}

/** The folders that a paths file adds. */
export function placeFolders({ sections, problem }: PathsText, place: Place): ExtraPaths {
  return { folders: sections.flatMap((section) => foldersOf(section, place)), problem };
}

/** Whoever can write the ComfyUI folder can write such a file. */
export const pathsText: Reading<{ text: string; fileName: string }, PathsText> = {
  name: 'paths-text',
  read: readPathsText,
};

/** Every paths file that may lie beside `main.py`. */
export function pathsFilesOf(comfyDir: string | null): string[] {
  return comfyDir === null ? [] : pathsFileNames.map((name) => join(comfyDir, name));
}

/** The paths file beside `main.py`: the newer name, else the older one; null when there is none. */
export async function findDefaultFile(comfyDir: string): Promise<string | null> {
  for (const file of pathsFilesOf(comfyDir)) if (await pathExists(file)) return file;
  return null;
}

const cached = cacheReadings<PathsText>();

async function readFileAnew(file: string): Promise<PathsText> {
  const fileName = basename(file);
  try {
    if (((await fileSizeOf(file)) ?? 0) > maxBytes)
      return { sections: [], problem: msg`${fileName} is too large for a file of paths, so its folders are not used.` };
    const text = await readTextIfPresent(file);
    if (text !== null) return await readBeside(pathsText, { text, fileName });
    return { sections: [], problem: msg`${fileName} is not a file, so its folders are not used.` };
  } catch (error) {
    const dear = msg`${fileName} takes more time or memory to read than any real file does, so its folders are not used.`;
    // No permission, a link in a circle: what ComfyUI could not read either.
    return { sections: [], problem: error instanceof TooDearError ? dear : cannotBeRead(fileName, error) };
  }
}

async function readFileOfPaths(file: string): Promise<ExtraPaths> {
  const text = await cached(file, () => readFileAnew(file));
  return placeFolders(text, { dir: dirname(file), environment: cleanEnvironment() });
}

/**
 * Reads the paths file beside `main.py`, then those that ComfyUI's arguments name. No file beside `main.py` is no problem; every file
 * that cannot be read is one, in words, and the others still count.
 */
export async function readExtraPaths(comfyDir: string | null, named: readonly string[] = []): Promise<ExtraPaths> {
  const own = comfyDir === null ? null : await findDefaultFile(comfyDir);
  const read = await Promise.all([...(own === null ? [] : [own]), ...named].map(readFileOfPaths));
  const problems = read.map(({ problem }) => problem).filter((problem) => problem !== null);
  return {
    folders: read.flatMap(({ folders }) => folders),
    problem: problems.length === 0 ? null : joinMessages(problems),
  };
}
