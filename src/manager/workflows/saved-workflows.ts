import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { DearFiles } from '../../base/beside/dear-files';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { maxSavedBytes, savedContent, type SavedContent } from './workflow-readings';

/** More are not looked at: an answer has to come at once, and nobody keeps so many. */
const limits = { files: 2000, folders: 500, depth: 8 };

/** A workflow that was saved in the installation, by what it uses. */
export interface SavedWorkflow extends SavedContent {
  /** Below the folder of users, with `/`: `default/workflows/portrait.json`. */
  path: string;
  /** RFC 3339, in UTC. */
  changedAt: string;
}

/** The workflows saved in an installation. */
export interface SavedWorkflows {
  /** As they are on disk now: times and sizes are looked at, and only what changed is read again. What is no workflow is left out. */
  read(): Promise<readonly SavedWorkflow[]>;
  /** The JSON of one of them. Throws `not-found` for a path that is not among them. */
  text(path: string): Promise<string>;
}

/** A file as it was read last. */
interface CachedFile {
  stamp: string;
  workflow: SavedWorkflow | null;
}

interface Found {
  file: string;
  changedAt: string;
  stamp: string;
}

/** Every user has a folder of their own; what begins with `__` belongs to programs. */
async function findRoots(userDir: string): Promise<string[]> {
  const entries = await readdir(userDir, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('__'))
    .map(({ name }) => join(userDir, name, 'workflows'));
}

/** Workflows below the roots, the folders of one depth before those of the next. Links to folders are not followed, so this ends. */
async function findFiles(roots: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  let level = [...roots];
  let remaining = limits.folders;
  for (let depth = 0; depth <= limits.depth && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const folder of level.slice(0, remaining)) {
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      next.push(...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name)));
      const named = entries.filter(({ name }) => name.toLowerCase().endsWith('.json'));
      files.push(...named.map(({ name }) => join(folder, name)));
    }
    remaining -= level.length;
    level = remaining > 0 ? next : [];
  }
  return files.toSorted().slice(0, limits.files);
}

async function glance(file: string): Promise<Found[]> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile() || found.size > maxSavedBytes) return [];
  return [{ file, changedAt: found.mtime.toISOString(), stamp: `${found.mtimeMs} ${found.size}` }];
}

/** That a path is none of a saved workflow. */
export function notSaved(path: string): AppError {
  return new AppError('not-found', msg`There is no saved workflow "${path}".`, {
    remedy: msg`Save it in ComfyUI, or choose one of the list.`,
  });
}

/** Opens the workflows below the folder of users. What is read of them is kept in memory alone, and never leaves this machine. */
export function createSavedWorkflows(userDir: string, files: DearFiles): SavedWorkflows {
  let cached: ReadonlyMap<string, CachedFile> = new Map();
  let reading: Promise<readonly SavedWorkflow[]> | null = null;

  const readAll = async (): Promise<readonly SavedWorkflow[]> => {
    const paths = await findFiles(await findRoots(userDir));
    const found = (await Promise.all(paths.map(glance))).flat();
    const isKnown = ({ file, stamp }: Found): boolean => cached.get(file)?.stamp === stamp;
    const changed = found.filter((one) => !isKnown(one));
    const read = await files.readMany(
      savedContent,
      changed.map(({ file }) => file),
    );
    // Half written, no workflow, or too dear: the next change of the file is read again.
    const contents = new Map(changed.map(({ file }, at) => [file, read[at]] as const));
    const next = new Map<string, CachedFile>();
    for (const { file, stamp, changedAt } of found) {
      const path = relative(userDir, file).split(sep).join('/');
      const content = contents.get(file);
      const workflow = content !== undefined && 'value' in content ? { path, changedAt, ...content.value } : null;
      next.set(file, (content === undefined ? cached.get(file) : undefined) ?? { stamp, workflow });
    }
    cached = next;
    return [...next.values()].flatMap(({ workflow }) => workflow ?? []);
  };
  const read = (): Promise<readonly SavedWorkflow[]> => {
    reading ??= readAll().finally(() => (reading = null));
    return reading;
  };
  return {
    read,
    text: async (path) => {
      // Only what was found below the folders of users can be named.
      if (!(await read()).some((workflow) => workflow.path === path)) throw notSaved(path);
      return readFile(join(userDir, path), 'utf8').catch(() => Promise.reject(notSaved(path)));
    },
  };
}
