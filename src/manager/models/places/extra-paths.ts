import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { pathExists, readTextIfPresent } from '../../../base/files/files';
import { cleanEnvironment } from '../../../base/process/run';
import { registryKey } from './folder-keys';
import { msg, joinMessages, type Message } from '../../../contract/text/message';

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
const notFolders = ['base_path', 'is_default'];
/** A file whose aliases grow without end is none. */
export const readOptions = { maxAliasCount: 100 };

interface Place {
  /** Folder of the YAML file. */
  dir: string;
  environment: Readonly<Record<string, string>>;
}

/** `~` and variables as Python expands them; an unknown variable stays as it is written. */
function expand(path: string, environment: Place['environment']): string {
  const home = path.replace(/^~(?=$|[/\\])/, homedir());
  const variable = /\$\{(\w+)\}|\$(\w+)/g;
  return home.replace(variable, (text, braced?: string, bare?: string) => environment[braced ?? bare ?? ''] ?? text);
}

function linesOf(value: unknown): string[] {
  const texts = Array.isArray(value) ? (value as unknown[]) : [value];
  return texts
    .filter((text): text is string => typeof text === 'string')
    .flatMap((text) => text.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function readSection(section: Record<string, unknown>, { dir, environment }: Place): ExtraFolder[] {
  const base = typeof section['base_path'] === 'string' ? expand(section['base_path'], environment) : '';
  const isDefault = section['is_default'] === true;
  const folderOf = (line: string) => resolve(dir, base, expand(line, environment));
  return Object.entries(section)
    .filter(([key]) => !notFolders.includes(key))
    .flatMap(([key, value]) =>
      linesOf(value).map((line) => ({ key: registryKey(key), folder: folderOf(line), isDefault })),
    );
}

/** Whether a value of a paths file has keys of its own. */
export function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Why a paths file is not used that is no YAML, or that nobody may read: with the line, where it has one. */
export function cannotBeRead(fileName: string, error: unknown): Message {
  const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '').replace(/[.:]$/, '') : String(error);
  return msg`${fileName} cannot be read, so its folders are not used: ${reason}.`;
}

/** Reads the text of a paths file (docs/reference/on-disk.md 11). What is no YAML gives no folders and a problem in words. */
export function parseExtraPaths(text: string, about: Place & { fileName: string }): ExtraPaths {
  let document: unknown;
  try {
    document = parse(text, readOptions);
  } catch (error) {
    return { folders: [], problem: cannotBeRead(about.fileName, error) };
  }
  if (document === null || document === undefined) return { folders: [], problem: null };
  if (!isSection(document)) {
    return { folders: [], problem: msg`${about.fileName} has no sections, so its folders are not used.` };
  }
  return {
    folders: Object.values(document)
      .filter(isSection)
      .flatMap((section) => readSection(section, about)),
    problem: null,
  };
}

/** Every paths file that may lie beside `main.py`. */
export function pathsFilesOf(comfyDir: string | null): string[] {
  return comfyDir === null ? [] : pathsFileNames.map((name) => join(comfyDir, name));
}

/** The paths file beside `main.py`: the newer name, else the older one; null when there is none. */
export async function findDefaultFile(comfyDir: string): Promise<string | null> {
  for (const file of pathsFilesOf(comfyDir)) if (await pathExists(file)) return file;
  return null;
}

async function readFileOfPaths(file: string): Promise<ExtraPaths> {
  const about = { fileName: basename(file), dir: dirname(file), environment: cleanEnvironment() };
  try {
    const text = await readTextIfPresent(file);
    if (text !== null) return parseExtraPaths(text, about);
    return { folders: [], problem: msg`${about.fileName} is not a file, so its folders are not used.` };
  } catch (error) {
    // No permission, a link in a circle: what ComfyUI could not read either.
    return { folders: [], problem: cannotBeRead(about.fileName, error) };
  }
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
