import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { hasSystemCode } from '../../../base/files/files';
import { describeUnreadable } from '../../../base/files/unreadable';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import type { LocalModel } from '../../../contract/models';
import { isListedFile, isWeightsFile } from '../../../contract/text/model-file';
import { baseFolders } from '../places/folder-keys';
import type { ModelPlaces } from '../places/folders';
import { identityOf, type FileIdentity, type HashOf } from './known-hashes';

/** The configurations that ComfyUI itself brings in `models/configs`: nobody placed them, and they hold no weights. */
const ownConfigs =
  /^(?:anything_v3|v1-inference(?:_clip_skip_2)?(?:_fp16)?|v1-inpainting-inference|v2-inference(?:-v)?(?:_fp32)?|v2-inpainting-inference)\.yaml$/u;
/** aria2 fetches under the name itself, which may have its full size already, and has this beside it until the file is whole. What browsers and others fetch has a name that no weights have. */
const partial = /\.aria2$/iu;

/** Folders of other things: a data set can hold hundreds of thousands of pictures. */
const withoutWeights: readonly string[] = baseFolders;
/** A walk stops here, so that a folder full of other things cannot keep it busy for ever. */
const limits = { files: 50_000, entries: 500_000, depth: 16 };
/** How many calls to the system are under way at once; the thread pool has four threads. */
const readsAtOnce = 16;

/** The model files on disk, what is known of each by path, and whether these are all. */
export interface WalkedModels {
  models: LocalModel[];
  identities: ReadonlyMap<string, FileIdentity>;
  isWhole: boolean;
}

/** The files of an earlier look, with the hashes that are known of them by now. Pure. */
export function nameHashes(walked: WalkedModels, hashOf: HashOf): WalkedModels {
  const models = walked.models.map((model) => {
    const identity = walked.identities.get(model.path);
    return identity === undefined ? model : { ...model, hash: hashOf(model.path, identity) };
  });
  return { ...walked, models };
}

/** Where a walk begins, and what the files there are. */
type StartFolder = Pick<Folder, 'key' | 'root'>;

interface Folder {
  key: string;
  root: string;
  dir: string;
  depth: number;
}

/** What one walk found so far. */
interface Walk {
  hashOf: HashOf;
  models: LocalModel[];
  identities: Map<string, FileIdentity>;
  entries: number;
  /** Real paths of the folders that were read: a folder with two names counts once, and a link in a circle ends. */
  seen: Set<string>;
  waiting: Folder[];
  /** Real paths that were asked for ahead, by folder; null for what is not there. */
  realPaths: ReadonlyMap<string, Promise<string | null>>;
}

function isWeight({ key }: Folder, name: string): boolean {
  return key === 'configs' ? isListedFile(name) && !ownConfigs.test(name) : isWeightsFile(name);
}

async function addFile(walk: Walk, folder: Folder, name: string): Promise<void> {
  const path = join(folder.dir, name);
  // A link that leads nowhere, or a file that went away meanwhile, is no model.
  const found = await stat(path).catch(() => null);
  if (found?.isFile() !== true || walk.models.length >= limits.files) return;
  const identity = identityOf(found);
  walk.identities.set(path, identity);
  walk.models.push({
    name: relative(folder.root, path).split(sep).join('/'),
    path,
    type: folder.key,
    size_bytes: found.size,
    hash: walk.hashOf(path, identity),
    install_date: found.mtime.toISOString(),
  });
}

async function addLink(walk: Walk, folder: Folder, name: string): Promise<void> {
  const dir = join(folder.dir, name);
  const found = await stat(dir).catch(() => null);
  if (found?.isDirectory() === true) walk.waiting.push({ ...folder, dir, depth: folder.depth + 1 });
  else if (isWeight(folder, name)) await addFile(walk, folder, name);
}

async function addEntry(walk: Walk, folder: Folder, entry: Dirent): Promise<void> {
  const { name } = entry;
  if (entry.isSymbolicLink()) await addLink(walk, folder, name);
  else if (entry.isDirectory()) {
    if (!name.startsWith('.')) walk.waiting.push({ ...folder, dir: join(folder.dir, name), depth: folder.depth + 1 });
  } else if (isWeight(folder, name)) await addFile(walk, folder, name);
}

function findReal(dir: string): Promise<string | null> {
  return realpath(dir).catch(() => null);
}

async function readFolder(walk: Walk, folder: Folder): Promise<void> {
  const real = await (walk.realPaths.get(folder.dir) ?? findReal(folder.dir));
  if (real === null || walk.seen.has(real) || folder.depth > limits.depth) return;
  walk.seen.add(real);
  const entries = await readdir(folder.dir, { withFileTypes: true }).catch(() => []);
  walk.entries += entries.length;
  const underWay = new Set(
    entries.filter(({ name }) => partial.test(name)).map(({ name }) => name.replace(partial, '')),
  );
  const whole = entries.filter(({ name }) => !underWay.has(name));
  for (let at = 0; at < whole.length; at += readsAtOnce) {
    await Promise.all(whole.slice(at, at + readsAtOnce).map((entry) => addEntry(walk, folder, entry)));
  }
}

function isFull({ models, entries }: Walk): boolean {
  return models.length >= limits.files || entries >= limits.entries;
}

/** An unreadable one throws `folder-unreadable`: told as "no models", they would be downloaded again. */
async function readModelsDir(dir: string): Promise<Dirent[]> {
  try {
    return await readdir(dir, { withFileTypes: true });
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return [];
    throw new AppError(
      'folder-unreadable',
      msg`The models folder, ${dir}, cannot be read: ${describeUnreadable(error)}.`,
      {
        remedy: msg`Make it a folder that this account may read, then try again.`,
        cause: error,
      },
    );
  }
}

/** The folders of the registry, then every other folder below the models folder under its own name: packs bring keys of their own. */
async function startFolders({ folders, modelsDir }: ModelPlaces): Promise<StartFolder[]> {
  const known = Object.entries(folders)
    .filter(([key]) => !withoutWeights.includes(key))
    .flatMap(([key, roots]) => roots.map((root) => ({ key, root })));
  const taken = new Set(known.map(({ root }) => root));
  const others = (await readModelsDir(modelsDir))
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
    .map(({ name }) => ({ key: name, root: join(modelsDir, name) }))
    .filter(({ root }) => !taken.has(root));
  return [...known, ...others];
}

/** Tells of each further name of a file the first one. */
function markNames(models: readonly LocalModel[], identities: WalkedModels['identities']): LocalModel[] {
  const firsts = new Map<string, string>();
  return models.map((model) => {
    const { dev, ino } = identities.get(model.path) ?? {};
    const key = `${dev} ${ino}`;
    const first = firsts.get(key);
    if (first !== undefined) return { ...model, nameOf: first };
    firsts.set(key, model.path);
    return model;
  });
}

/**
 * Every model file below some folders, by path. Links to folders are followed once; 50,000 files, 500,000 entries and 16 levels end the walk, then `isWhole` is
 * false. It reads in small asynchronous steps, so that nothing else waits for it.
 */
export async function walkFolders(starts: readonly StartFolder[], hashOf: HashOf): Promise<WalkedModels> {
  const waiting = starts.map(({ key, root }) => ({ key, root, dir: root, depth: 0 }));
  // Most folders of the registry are not there: asked for one by one they would take longer than reading the others.
  const realPaths = new Map(waiting.map(({ dir }) => [dir, findReal(dir)]));
  const walk: Walk = {
    ...{ hashOf, models: [], identities: new Map(), entries: 0 },
    ...{ seen: new Set(), waiting, realPaths },
  };
  // In order, so that a folder that two keys share belongs to the first.
  for (let next = walk.waiting.shift(); next !== undefined && !isFull(walk); next = walk.waiting.shift()) {
    await readFolder(walk, next);
  }
  const sorted = walk.models.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { models: markNames(sorted, walk.identities), identities: walk.identities, isWhole: !isFull(walk) };
}

/** Every model file on disk, by path, as `walkFolders` finds it. Throws `folder-unreadable`. */
export async function walkModels(places: ModelPlaces, hashOf: HashOf): Promise<WalkedModels> {
  return walkFolders(await startFolders(places), hashOf);
}
