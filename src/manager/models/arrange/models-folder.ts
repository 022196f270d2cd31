import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { isInside } from '../../../base/files/files';
import { realPlaceOf } from '../../../base/files/real-place';
import { describeUnreadable } from '../../../base/files/unreadable';
import { AppError } from '../../../contract/errors';
import type { FolderOffer, FolderLayout, ModelsFolderPlan } from '../../../contract/models-folder';
import { msg, type Message, type Sentence } from '../../../contract/text/message';
import { walkFolders } from '../ledger/local-models';
import { registryFolders } from '../places/folder-keys';
import type { ModelPlaces } from '../places/folders';
import { keyOfFolder, layoutOf, modelRootsBelow } from '../places/layouts';
import type { SharedFolder } from '../places/shared-sections';

/** More names tell a person nothing. */
const shownOthers = 50;

interface NamedFolder {
  key: string;
  /** Absolute. */
  path: string;
}

/** The folders of a chosen one that hold models, and what else lies beside them. */
interface Found {
  layout: FolderLayout;
  /** What their paths in the paths file are told from. */
  base: string;
  folders: NamedFolder[];
  others: string[];
}

/** The error for a folder that cannot be taken. */
export function refused(problem: Sentence, remedy: Message): AppError {
  return new AppError('invalid-input', problem, { remedy });
}

/** Folders and links by name; none where there is no folder. */
async function listFolders(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
  return folders.map(({ name }) => name).sort();
}

function keyed(dir: string, names: readonly string[]): NamedFolder[] {
  return names.flatMap((name) => {
    const key = keyOfFolder(name);
    return key === null ? [] : [{ key, path: join(dir, name) }];
  });
}

async function findIn(base: string): Promise<Found | null> {
  for (const below of modelRootsBelow) {
    const root = join(base, below);
    const names = await listFolders(root);
    const folders = keyed(root, names);
    if (folders.length === 0) continue;
    // AUTOMATIC1111 has its embeddings beside its other models.
    const beside = keyed(base, root === base ? [] : (await listFolders(base)).filter((name) => name === 'embeddings'));
    const others = names.filter((name) => keyOfFolder(name) === null && !name.startsWith('.'));
    return { layout: layoutOf(names), base, folders: [...folders, ...beside], others: others.slice(0, shownOthers) };
  }
  const folders = keyed(dirname(base), [basename(base)]);
  return folders.length === 0 ? null : { layout: 'plain', base, folders, others: [] };
}

/** The error for a folder that nobody can read. */
export function folderUnreadable(path: string, cause: unknown): AppError {
  return new AppError('folder-unreadable', msg`The folder ${path} cannot be read: ${describeUnreadable(cause)}.`, {
    remedy: msg`Make it a folder that this account may read, then try again.`,
    cause,
  });
}

/** Throws for a path that ComfyUI would read as another one. */
export function refuseVariable(path: string): void {
  if (!(process.platform === 'win32' ? /[$%]/u : /\$/u).test(path)) return;
  throw refused(
    msg`The path ${path} has a sign in it which ComfyUI reads as the beginning of a variable.`,
    msg`Give that folder a name without "$" and "%", then try again.`,
  );
}

/** Throws for a folder that cannot be read, or whose path ComfyUI would read as another one. */
async function proveReadable(path: string): Promise<void> {
  try {
    await readdir(path);
  } catch (error) {
    throw folderUnreadable(path, error);
  }
  refuseVariable(path);
}

async function nothingFound(path: string): Promise<AppError> {
  const isCache = [...(await listFolders(path)), ...(await listFolders(join(path, 'hub')))].some((name) =>
    name.startsWith('models--'),
  );
  if (isCache)
    return refused(
      msg`${path} is the cache of Hugging Face, which does not say what its files are.`,
      msg`Drop the files that you need onto the list of models: as links on the same disk they take no room.`,
    );
  return refused(
    msg`No folder of models was found in ${path}.`,
    msg`Choose a folder of ComfyUI, AUTOMATIC1111 or Stability Matrix, or one with folders such as checkpoints and loras.`,
  );
}

/** Null also where nobody may look. */
const findReal = (path: string): Promise<string | null> => realPlaceOf(path).catch(() => null);

async function stateOf(path: string, base: string, used: ReadonlySet<string | null>): Promise<FolderOffer['state']> {
  const [real, realBase] = await Promise.all([path, base].map(findReal));
  if (!real || !realBase) return 'link';
  if (used.has(real)) return 'used';
  return real === realBase || isInside(realBase, real) ? 'new' : 'link';
}

async function findOrRefuse(path: string): Promise<Found> {
  const base = resolve(path);
  await proveReadable(base);
  const found = await findIn(base);
  if (found === null) throw await nothingFound(base);
  return found;
}

/** Throws where nothing would be taken in. */
function refuseUseless(path: string, folders: readonly Pick<FolderOffer, 'state'>[]): void {
  if (folders.some(({ state }) => state === 'new')) return;
  if (folders.some(({ state }) => state === 'used'))
    throw refused(
      msg`ComfyUI looks into the folders of ${path} already.`,
      msg`There is nothing to do: its models are in the list.`,
    );
  throw refused(
    msg`Links lead from the folders of ${path} to another place, so they were not taken.`,
    msg`Choose the folder that they lead to.`,
  );
}

async function judge(path: string, { folders: known }: ModelPlaces) {
  const found = await findOrRefuse(path);
  const used = new Set(await Promise.all(Object.values(known).flat().map(findReal)));
  const folders = await Promise.all(
    found.folders.map(async (folder) => ({ ...folder, state: await stateOf(folder.path, found.base, used) })),
  );
  refuseUseless(path, folders);
  return { ...found, folders };
}

/**
 * What ComfyUI would read of a folder if it were named in the paths file: which of its folders as what, with how many files. Changes nothing, and ends after very
 * many files. Throws `folder-unreadable`, and `invalid-input` with the reason where nothing would be taken in.
 */
export async function planModelsFolder(path: string, places: ModelPlaces): Promise<ModelsFolderPlan> {
  const { layout, folders, others } = await judge(path, places);
  const isTaken = ({ state }: { state: string }) => state === 'new';
  // Each under its own path as the key, so that two folders of one key are counted apart.
  const { models, isWhole } = await walkFolders(
    folders.filter(isTaken).map((one) => ({ key: one.path, root: one.path })),
    () => null,
  );
  const counted = new Map<string, { files: number; bytes: number }>();
  for (const { type, size_bytes: size } of models) {
    const { files, bytes } = counted.get(type) ?? { files: 0, bytes: 0 };
    counted.set(type, { files: files + 1, bytes: bytes + size });
  }
  const nothing = { files: 0, bytes: 0 };
  return {
    ...{ layout, others, isWhole },
    folders: folders.map((one) => ({ ...one, ...(counted.get(one.path) ?? nothing) })),
  };
}

/** The same as it is written into the paths file. Throws as `planModelsFolder`. */
export async function describeShared(path: string, places: ModelPlaces): Promise<SharedFolder> {
  const { base, folders } = await judge(path, places);
  // A pack that finds its key named makes no folder of its own for it: what lies in that would be hidden, and downloads would go to the other program.
  const ownOf = (key: string) => (Object.hasOwn(registryFolders, key) ? [] : [join(places.modelsDir, key)]);
  const foldersByKey: Record<string, string[]> = {};
  for (const { key, path: folder, state } of folders)
    if (state === 'new') (foldersByKey[key] ??= ownOf(key)).push(relative(base, folder).split(sep).join('/') || '.');
  return { base, foldersByKey };
}
