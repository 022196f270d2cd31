import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { hasSystemCode, isInside, isWritable, listNames, realPathOf, volumeOf } from '../../../base/files/files';
import { isFreeOfLinks } from '../../../base/files/quarantine';
import { nearestExisting, realPlaceOf } from '../../../base/files/real-place';
import { someNames } from '../../../base/text/some-names';
import { AppError } from '../../../contract/errors';
import type { MoveModelsFolderParams } from '../../../contract/models-folder';
import { msg } from '../../../contract/text/message';
import { identityOf, type FileIdentity } from '../ledger/known-hashes';
import { baseFolders } from '../places/folder-keys';
import type { ModelPlaces } from '../places/folders';
import type { SharedFolder } from '../places/shared-sections';
import { findForeignFolder, isOfLibrary } from './library-place';
import { folderUnreadable, refused, refuseVariable } from './models-folder';

/** A file of a folder that moves, as it was when it was listed. */
export interface LibraryFile extends FileIdentity {
  path: string;
  /** Its path below the folder. */
  below: string;
}

/** A folder of models, and where it goes. */
export interface Library {
  from: string;
  to: string;
  /** The folders in it that ComfyUI reads. */
  roots: readonly string[];
  /** What the paths file will say of the new place. */
  section: SharedFolder;
}

/** A link of a folder that moves, which leads to something that moves with it. */
export interface LibraryLink {
  path: string;
  below: string;
  /** What it leads to, below the folder. */
  leadsTo: string;
}

/** What lies in the folder. `left`: how many links that lead elsewhere, files of other disks and files that are no part of a model stay where they are. */
export interface Listed {
  files: LibraryFile[];
  links: LibraryLink[];
  left: number;
}

/** Keys of things that ComfyUI itself brings, or that are no models. */
const staying: readonly string[] = ['configs', ...baseFolders];

const isHidden = (below: string): boolean => below.split(sep).some((name) => name.startsWith('.'));
/** The empty files by which ComfyUI has its empty folders in git. */
const isPlaceholder = (name: string): boolean => /^put_.*_here$/u.test(name);

async function readAll(root: string): Promise<Dirent[]> {
  try {
    return await readdir(root, { withFileTypes: true, recursive: true });
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return [];
    throw folderUnreadable(root, error);
  }
}

/** Adds what lies in one of the folders to what was found. */
async function listFolder(
  { root, from, volume }: { root: string; from: string; volume: number },
  { files, left }: { files: Map<string, LibraryFile>; left: Set<string> },
): Promise<void> {
  for (const entry of await readAll(root)) {
    const path = join(entry.parentPath, entry.name);
    const below = relative(from, path);
    if (isHidden(below) || isPlaceholder(entry.name)) continue;
    if (entry.isSymbolicLink() || (entry.isFile() && !isOfLibrary(entry.name))) {
      left.add(path);
      continue;
    }
    const found = entry.isFile() ? await lstat(path).catch(() => null) : null;
    if (found === null) continue;
    if (found.dev === volume) files.set(path, { path, below, ...identityOf(found) });
    else left.add(path);
  }
}

/** The links that lead to one of the files, or to a folder with some of them. */
async function findLinks(from: string, paths: Iterable<string>, files: readonly LibraryFile[]): Promise<LibraryLink[]> {
  const [real, links, moving] = [await realPathOf(from), [] as LibraryLink[], new Set<string>()];
  for (const { below } of files)
    for (let path = below; path !== '.' && !moving.has(path); path = dirname(path)) moving.add(path);
  for (const path of paths) {
    const leadsTo = relative(real, await realPathOf(path));
    if (moving.has(leadsTo)) links.push({ path, below: relative(from, path), leadsTo });
  }
  return links;
}

/** Every file that moves: the models and what lies beside them (`isOfLibrary`), but no hidden file and none that ComfyUI brings. Throws `folder-unreadable`. */
export async function listLibrary({ from, roots }: Library): Promise<Listed> {
  const files = new Map<string, LibraryFile>();
  const left = new Set<string>();
  const volume = await volumeOf(from);
  for (const root of roots) {
    if (await isFreeOfLinks(root, from)) await listFolder({ root, from, volume }, { files, left });
    else left.add(root);
  }
  const moved = [...files.values()];
  const links = await findLinks(from, left, moved);
  return { files: moved, links, left: left.size - links.length };
}

/** Where the part of a file grows that is copied. That it is there says that a move from this folder has begun, and has not ended. */
export function partsDirOf({ from, to }: Pick<Library, 'from' | 'to'>): string {
  return join(to, `.comfyui-manager-move-${createHash('sha256').update(from).digest('hex').slice(0, 12)}`);
}

/** Where the copy of a file grows. It is called by the file as that is now: what was begun of an older one is not gone on with. */
export function partOf({ below, size, mtimeMs, ino }: LibraryFile, library: Pick<Library, 'from' | 'to'>): string {
  const state = createHash('sha256').update(`${below} ${size} ${mtimeMs} ${ino}`).digest('hex').slice(0, 12);
  return join(partsDirOf(library), `part-${state}`);
}

/** Which folders move, and as what ComfyUI will read them. Pure. */
function describeLibrary(from: string, to: string, { folders, downloadBase }: ModelPlaces): Library {
  const isWithin = (path: string): boolean => path === from || isInside(from, path);
  const below = (path: string): string => relative(from, path).split(sep).join('/') || '.';
  const keyed = Object.entries(folders)
    .filter(([key]) => !staying.includes(key))
    .map(([key, paths]) => ({ key, isFirst: isWithin(paths[0] ?? ''), paths: paths.filter(isWithin) }))
    .filter(({ paths }) => paths.length > 0);
  const isDefault = isWithin(downloadBase) || keyed.some(({ isFirst }) => isFirst);
  // Of those that come first ComfyUI takes the last one as the first.
  const ordered = new Map(
    keyed.map(({ key, paths }) => [key, (isDefault ? paths.toReversed() : paths).map(below)] as const),
  );
  if (isWithin(downloadBase)) ordered.set('download_model_base', [below(downloadBase)]);
  const section = { base: to, isDefault, foldersByKey: Object.fromEntries(ordered) };
  return { from, to, roots: keyed.flatMap(({ paths }) => paths), section };
}

/** Throws where the folder cannot go. */
async function proveTarget(library: Library, files: readonly LibraryFile[]): Promise<void> {
  const { from, to } = library;
  const [realFrom, realTo] = await Promise.all([realPlaceOf(from), realPlaceOf(to)]);
  if (realFrom === null || realTo === null)
    throw refused(msg`A link on the way to ${to} leads nowhere.`, msg`Choose another folder.`);
  if (realFrom === realTo || isInside(realFrom, realTo) || isInside(realTo, realFrom))
    throw refused(msg`${from} and ${to} lie in one another.`, msg`Choose another folder.`);
  const known = new Set([partsDirOf(library), ...files.map(({ below }) => join(to, below.split(sep)[0] ?? ''))]);
  const others = (await listNames(to)).filter((name) => !known.has(join(to, name)));
  if (others.length > 0)
    throw refused(
      msg`${to} has other things in it: ${someNames(others, 4)}.`,
      msg`Choose a folder that is empty, or one that is not there yet.`,
    );
  const foreign = await findForeignFolder(realTo);
  if (foreign !== null)
    throw refused(
      msg`${to} lies in ${foreign}, which belongs to the system, to programs or to a ComfyUI.`,
      msg`Choose a folder that is for models alone, e.g. on another disk.`,
    );
  if (await isWritable(await nearestExisting(to))) return;
  throw new AppError('not-writable', msg`This account may not write in ${to}.`, {
    remedy: msg`Give this account the right to write in that folder, and try again.`,
  });
}

/** Looks at a folder that is to move, and where. Throws `model-not-found`, `invalid-input`, `not-writable`, `folder-unreadable`; changes nothing. */
export async function readLibrary(
  { from, to }: Pick<MoveModelsFolderParams, 'from' | 'to'>,
  places: ModelPlaces,
): Promise<Library & Listed> {
  if (places.problem !== null) throw refused(places.problem, msg`Correct that file, then try again.`);
  if (!isAbsolute(to)) throw refused(msg`${to} is not the whole path of a folder.`, msg`Choose another folder.`);
  refuseVariable(to);
  const library = describeLibrary(resolve(from ?? places.downloadBase), resolve(to), places);
  const listed = library.roots.length === 0 ? { files: [], links: [], left: 0 } : await listLibrary(library);
  if (listed.files.length === 0)
    throw new AppError('model-not-found', msg`In ${library.from} there are no models that ComfyUI reads.`, {
      remedy: msg`Choose the folder of models that is to move.`,
    });
  await proveTarget(library, listed.files);
  return { ...library, ...listed };
}
