import type { Dirent } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isInside } from '../../base/files/files';
import { walkFolders } from '../../base/files/walk-folders';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { DiskPart, DiskPartName } from '../../contract/disk';

/** A folder to measure. One inside of another is left out there. */
export interface MeasuredRoot {
  part: DiskPartName;
  path: string;
  /** Whether links in it lead to more of the same: models are moved to other disks that way. */
  followsLinks: boolean;
}

interface Walk {
  signal: AbortSignal;
  /** Real paths of all roots. */
  roots: ReadonlySet<string>;
  /** Real paths of folders that were read, and files that have several names: each counts once. */
  seen: Set<string>;
  parts: Map<string, DiskPart>;
}

/** One root under way: what is still to be read of it. */
interface RootWalk {
  root: MeasuredRoot;
  waiting: string[];
  /** Files that a link led to. */
  linked: string[];
}

type FileFacts = Pick<Awaited<ReturnType<typeof lstat>>, 'size' | 'dev' | 'ino' | 'nlink'>;

/** Every volume has a line of its own, named by the folder that led there first. */
function count(walk: Walk, { root, folder }: { root: MeasuredRoot; folder: string }, file: FileFacts): void {
  const key = `${root.part} ${file.dev}`;
  const known = walk.parts.get(key) ?? { part: root.part, path: folder, bytes: 0, files: 0 };
  known.bytes += Number(file.size);
  known.files += 1;
  walk.parts.set(key, known);
}

/** Whether something is met for the first time. */
function isNew(walk: Walk, name: string): boolean {
  if (walk.seen.has(name)) return false;
  walk.seen.add(name);
  return true;
}

async function addFile(walk: Walk, { root }: RootWalk, path: string): Promise<void> {
  const file = await lstat(path).catch(() => null);
  if (file === null) return;
  // uv gives the packages of many environments the same files.
  if (file.nlink > 1 && !isNew(walk, `${file.dev}:${file.ino}`)) return;
  count(walk, { root, folder: dirname(path) }, file);
}

/** A link to something that is measured anyway counts there; one to a folder above a root would count everything twice. */
function isMeasuredAnyway({ roots }: Walk, target: string): boolean {
  return [...roots].some((root) => root === target || isInside(root, target) || isInside(target, root));
}

async function addLink(walk: Walk, at: RootWalk, path: string): Promise<void> {
  const target = await realpath(path).catch(() => null);
  if (target === null || isMeasuredAnyway(walk, target)) return;
  const found = await stat(target).catch(() => null);
  if (found?.isDirectory() === true) at.waiting.push(target);
  else if (found?.isFile() === true) at.linked.push(target);
}

async function addEntry(walk: Walk, at: RootWalk, { path, entry }: { path: string; entry: Dirent }): Promise<void> {
  if (entry.isSymbolicLink()) {
    if (at.root.followsLinks) await addLink(walk, at, path);
  } else if (entry.isDirectory()) {
    if (!walk.roots.has(path)) at.waiting.push(path);
  } else if (entry.isFile()) await addFile(walk, at, path);
}

/** Only once every folder was read it is known which of them were counted there. */
async function addLinkedFiles(walk: Walk, { root, linked }: RootWalk): Promise<void> {
  for (const path of linked) {
    if (walk.seen.has(dirname(path)) || !isNew(walk, path)) continue;
    const file = await stat(path).catch(() => null);
    if (file !== null) count(walk, { root, folder: path }, file);
  }
}

async function measureRoot(walk: Walk, root: MeasuredRoot, start: string): Promise<void> {
  const at: RootWalk = { root, waiting: [start], linked: [] };
  await walkFolders(at.waiting, {
    enters: (folder) => isNew(walk, folder),
    async take(folder, entries) {
      await Promise.all(entries.map((entry) => addEntry(walk, at, { path: join(folder, entry.name), entry })));
      if (walk.signal.aborted) throw new AppError('cancelled', msg`Measuring was cancelled.`);
      return true;
    },
  });
  await addLinkedFiles(walk, at);
}

/**
 * Adds up the sizes of files below some folders, by part and volume, in bytes as their owners see them (not in blocks). What two roots
 * share, by nesting, links or hard links, counts once, for the first of them. Reads in small steps, so that nothing waits for it; throws
 * `cancelled` soon after the signal.
 */
export async function measureFolders(roots: readonly MeasuredRoot[], signal: AbortSignal): Promise<DiskPart[]> {
  const starts = new Map<string, MeasuredRoot>();
  for (const root of roots) {
    const real = await realpath(root.path).catch(() => null);
    if (real !== null && !starts.has(real)) starts.set(real, root);
  }
  const walk: Walk = { signal, roots: new Set(starts.keys()), seen: new Set(), parts: new Map() };
  for (const [start, root] of starts) await measureRoot(walk, root, start);
  return [...walk.parts.values()];
}
