import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { beginSlice } from '../../base/async/time-slice';
import { readWorkflow } from './read-workflow';
import type { ClassUse } from './workflow-content';

/** More are not looked at: an answer has to come at once, and nobody keeps so many. */
const limits = { files: 2000, folders: 500, depth: 8, fileBytes: 4 * 1024 * 1024 };

/** A workflow that was saved in the installation, by what it uses. */
export interface SavedWorkflow {
  /** Below the folder of users, with `/`: `default/workflows/portrait.json`. */
  path: string;
  classes: ReadonlyMap<string, Pick<ClassUse, 'named'>>;
}

/** The workflows saved in an installation. */
export interface SavedWorkflows {
  /** As they are on disk now: times and sizes are looked at, and only what changed is read again. What is no workflow is left out. */
  read(): Promise<readonly SavedWorkflow[]>;
}

/** A file as it was read last. */
interface Kept {
  stamp: string;
  workflow: SavedWorkflow | null;
}

interface Found {
  file: string;
  stamp: string;
}

/** Every user has a folder of their own; what begins with `__` belongs to programs. */
async function findRoots(userDir: string): Promise<string[]> {
  const entries = await readdir(userDir, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('__'))
    .map(({ name }) => join(userDir, name, 'workflows'));
}

/** Files below the roots, the folders of one depth before those of the next. Links to folders are not followed, so this ends. */
async function findFiles(roots: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  let level = [...roots];
  let left = limits.folders;
  for (let depth = 0; depth <= limits.depth && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const folder of level.slice(0, left)) {
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      next.push(...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name)));
      const named = entries.filter(({ name }) => name.toLowerCase().endsWith('.json'));
      files.push(...named.map(({ name }) => join(folder, name)));
    }
    left -= level.length;
    level = left > 0 ? next : [];
  }
  return files.toSorted().slice(0, limits.files);
}

async function glance(file: string): Promise<Found[]> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile() || found.size > limits.fileBytes) return [];
  return [{ file, stamp: `${found.mtimeMs} ${found.size}` }];
}

async function readOne(file: string, path: string): Promise<SavedWorkflow | null> {
  try {
    const { classes } = readWorkflow(await readFile(file, 'utf8'));
    return { path, classes: new Map([...classes].map(([name, { named }]) => [name, { named }])) };
  } catch {
    // Half written, or no workflow: the next change of the file is read again.
    return null;
  }
}

/** Opens the workflows below the folder of users. What is read of them is kept in memory alone, and never leaves this machine. */
export function createSavedWorkflows(userDir: string): SavedWorkflows {
  let kept: ReadonlyMap<string, Kept> = new Map();
  let reading: Promise<readonly SavedWorkflow[]> | null = null;

  const look = async (): Promise<readonly SavedWorkflow[]> => {
    const files = await findFiles(await findRoots(userDir));
    const found = (await Promise.all(files.map(glance))).flat();
    const slice = beginSlice();
    const next = new Map<string, Kept>();
    for (const { file, stamp } of found) {
      const known = kept.get(file);
      if (slice.isOver()) await slice.giveWay();
      const path = relative(userDir, file).split(sep).join('/');
      next.set(file, known?.stamp === stamp ? known : { stamp, workflow: await readOne(file, path) });
    }
    kept = next;
    return [...next.values()].flatMap(({ workflow }) => workflow ?? []);
  };
  return {
    read: () => {
      reading ??= look().finally(() => (reading = null));
      return reading;
    },
  };
}
