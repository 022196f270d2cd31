import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { copyFolder, movePath, removeInside } from '../../../base/files/move-files';
import { ensureFolder, hasSystemCode, pathExists, volumeOf } from '../../../base/files/files';
import { AppError } from '../../../contract/errors';
import { type Message, msg } from '../../../contract/text/message';
import { listFiles } from './switch-journal';
import type { ComfyClone } from './switch-run';

/** The person's own work that is in the way of another version. */
export interface LocalChanges {
  /** Changes of tracked files, and a commit that holds them; null when there are none. */
  saved: SavedChanges | null;
  /** Files that git does not track, at places where the other version has something. */
  inTheWay: string[];
  /** Files deleted from disk alone that the other version will write. */
  missing: string[];
}

export interface SavedChanges {
  /** As `git stash` makes them: its second parent is the index. */
  commit: string;
  files: string[];
}

function refuse(message: Message, files: readonly string[]): AppError {
  return new AppError('local-changes', msg`${message} Nothing was changed.`, {
    remedy: msg`Finish, move or undo that in the folder of ComfyUI, then try again.`,
    details: { files },
  });
}

const unfinishedMarks = {
  MERGE_HEAD: 'merge',
  'rebase-merge': 'rebase',
  'rebase-apply': 'rebase',
  CHERRY_PICK_HEAD: 'cherry-pick',
  REVERT_HEAD: 'revert',
};

/** Refuses to move away from work that git itself has not finished; leaving would lose it. */
async function refuseUnfinished({ folder, repository }: ComfyClone): Promise<void> {
  for (const [mark, name] of Object.entries(unfinishedMarks)) {
    if (await pathExists(join(folder.gitDir, mark)))
      throw refuse(msg`A ${name} is under way in the folder of ComfyUI.`, []);
  }
  const unfinished = await repository.listUnfinished();
  if (unfinished.length === 0) return;
  throw refuse(
    msg`Files of ComfyUI have unsolved conflicts, or were announced by "git add -N" and never added: ${listFiles(unfinished)}.`,
    unfinished,
  );
}

/** Refuses to overwrite files that git was told to overlook: it would save no edit of them. */
async function refuseOverlooked({ repository }: ComfyClone, obstacles: readonly string[]): Promise<void> {
  const overlooked = await repository.listOverlooked(obstacles);
  if (overlooked.length === 0) return;
  throw refuse(
    msg`The other version changes files that git is set to ignore (assume-unchanged, skip-worktree): ${listFiles(overlooked)}.`,
    overlooked,
  );
}

type Entry = 'missing' | 'folder' | 'link' | 'file';

async function readEntry(path: string): Promise<Entry> {
  try {
    const stats = await lstat(path);
    if (stats.isSymbolicLink()) return 'link';
    return stats.isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ENOTDIR')) return 'missing';
    throw error;
  }
}

/** Finds what stands where files shall be written: the path itself, or a file or link in place of one of its folders. */
function createObstacleSearch(dir: string): (path: string) => Promise<{ path: string; isLinkAbove: boolean } | null> {
  const known = new Map<string, Promise<Entry>>();
  const readPlace = (path: string) => {
    const entry = known.get(path) ?? readEntry(join(dir, path));
    known.set(path, entry);
    return entry;
  };
  return async (path) => {
    const parts = path.split('/');
    for (let count = 1; count <= parts.length; count += 1) {
      const place = parts.slice(0, count).join('/');
      const entry = await readPlace(place);
      if (entry === 'missing') return null;
      const isLinkAbove = entry === 'link' && count < parts.length;
      if (entry !== 'folder' || count === parts.length) return { path: place, isLinkAbove };
    }
    return null;
  };
}

/** What stands at these paths. A link above one is refused: a `models` that leads to another disk must never be moved or replaced. */
async function findObstacles(dir: string, paths: readonly string[]): Promise<string[]> {
  const search = createObstacleSearch(dir);
  const found = new Set<string>();
  for (const path of paths) {
    const obstacle = await search(path);
    if (obstacle?.isLinkAbove) {
      throw refuse(msg`"${obstacle.path}" is a link, and the other version has the file "${path}" below it.`, [path]);
    }
    if (obstacle !== null) found.add(obstacle.path);
  }
  return [...found];
}

async function saveChanges({ repository }: ComfyClone, from: string): Promise<SavedChanges | null> {
  // Files that are only missing on disk are not among them: there is nothing of theirs to keep.
  const edited = new Set([...(await repository.listEdited(from)), ...(await repository.listStaged())]);
  const commit = edited.size === 0 ? null : await repository.saveChanges('Changes to ComfyUI, kept before an update');
  if (commit === null) return null;
  const files = (await repository.listChanged(from, commit)).filter((path) => edited.has(path));
  return { commit, files };
}

/** Looks for what must be kept aside before `from` becomes `target`; changes nothing on disk. Throws `local-changes` for what cannot be. */
export async function findLocalChanges(clone: ComfyClone, from: string, target: string): Promise<LocalChanges> {
  await refuseUnfinished(clone);
  const saved = await saveChanges(clone, from);
  const changed = await clone.repository.listChanged(from, target);
  const savedFiles = new Set(saved?.files);
  const obstacles = await findObstacles(clone.dir, [...changed, ...savedFiles]);
  await refuseOverlooked(clone, obstacles);
  const untracked = await clone.repository.listUntracked(obstacles);
  // A file taken out of the index but not off the disk is among the saved changes with its content.
  const missing = new Set(await clone.repository.listMissing());
  return {
    saved,
    inTheWay: untracked.filter((name) => !savedFiles.has(name)),
    missing: changed.filter((name) => missing.has(name)),
  };
}

/** Makes the files of saved changes, and the index, those of the commit they were made on. */
export async function clearChanges({ repository }: ComfyClone, from: string, saved: SavedChanges): Promise<void> {
  // With the index of the saved changes git knows every one of their files, added ones too.
  await repository.readIndex(saved.commit);
  await repository.restorePaths(from, saved.files, 'both');
  await repository.readIndex(from);
}

/** Puts saved changes back on the commit they were made on, what was staged staged. To be called after `clearChanges`. */
export async function bringChangesBack({ repository }: ComfyClone, saved: SavedChanges): Promise<void> {
  await repository.restorePaths(saved.commit, saved.files, 'disk');
  await repository.readIndex(`${saved.commit}^2`);
}

/** Moves files and folders from below one folder to the same names below another, across volumes too. What is missing or taken is named. */
export async function moveFiles(names: readonly string[], places: { from: string; to: string }): Promise<string[]> {
  const notMoved: string[] = [];
  for (const name of names.map((one) => one.replace(/\/$/, ''))) {
    const [source, target] = [join(places.from, name), join(places.to, name)];
    if (!(await pathExists(source))) continue;
    if (await pathExists(target)) notMoved.push(name);
    else await moveAcross({ root: places.from, name }, target);
  }
  return notMoved;
}

async function moveAcross({ root, name }: { root: string; name: string }, target: string): Promise<void> {
  const source = join(root, name);
  await ensureFolder(dirname(target));
  if ((await volumeOf(dirname(source))) === (await volumeOf(dirname(target)))) {
    await movePath(source, target);
    return;
  }
  // A crash must not leave a half copy under the name of the whole.
  const part = `${target}.part`;
  await removeInside(dirname(target), basename(part));
  await copyFolder(source, part);
  await movePath(part, target);
  await removeInside(root, name);
}
