import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { readTextIfPresent } from '../../base/files';
import { cleanEnvironment } from '../../base/run';
import { registryKey } from './folder-keys';

/** One folder that a paths file adds to a key. */
export interface ExtraFolder {
  key: string;
  folder: string;
  isDefault: boolean;
}

/** What a paths file says, and what is wrong with it in words. */
export interface ExtraPaths {
  folders: ExtraFolder[];
  problem: string | null;
}

// The newer name takes precedence over the older one.
const fileNames = ['extra_paths.yaml', 'extra_model_paths.yaml'];
const notFolders = ['base_path', 'is_default'];

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
  const base = typeof section['base_path'] === 'string' ? expand(section['base_path'].trim(), environment) : '';
  const isDefault = section['is_default'] === true;
  const folderOf = (line: string) => resolve(dir, base, expand(line, environment));
  return Object.entries(section)
    .filter(([key]) => !notFolders.includes(key))
    .flatMap(([key, value]) =>
      linesOf(value).map((line) => ({ key: registryKey(key), folder: folderOf(line), isDefault })),
    );
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads the text of a paths file (operations.md 1.12). What is no YAML gives no folders and a problem in words. */
export function parseExtraPaths(text: string, about: Place & { fileName: string }): ExtraPaths {
  let document: unknown;
  try {
    document = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '').replace(/[.:]$/, '') : String(error);
    return { folders: [], problem: `${about.fileName} cannot be read, so its folders are not used: ${reason}.` };
  }
  if (document === null || document === undefined) return { folders: [], problem: null };
  if (!isSection(document)) {
    return { folders: [], problem: `${about.fileName} holds no sections, so its folders are not used.` };
  }
  return {
    folders: Object.values(document)
      .filter(isSection)
      .flatMap((section) => readSection(section, about)),
    problem: null,
  };
}

/** Reads the paths file beside `main.py`; none is no problem. */
export async function readExtraPaths(comfyDir: string | null): Promise<ExtraPaths> {
  if (comfyDir === null) return { folders: [], problem: null };
  for (const fileName of fileNames) {
    const file = join(comfyDir, fileName);
    const text = await readTextIfPresent(file);
    if (text === null) continue;
    return parseExtraPaths(text, { fileName, dir: dirname(file), environment: cleanEnvironment() });
  }
  return { folders: [], problem: null };
}
