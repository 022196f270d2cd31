import { randomUUID } from 'node:crypto';
import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../contract/errors';
import type { PlacedModel, PlaceModelParams } from '../../../contract/models';
import { isModelFile } from '../../../contract/text/model-file';
import { msg } from '../../../contract/text/message';
import { findNameProblem } from '../../../base/archives/archive-names';
import { type CopyProgress, copyOneFile, giveUsualRights } from '../../../base/files/copy-tree';
import { tryLink } from '../../../base/files/hard-links';
import { pathExists, volumeOf } from '../../../base/files/files';
import { removeInside } from '../../../base/files/move-files';
import { nearestExisting } from '../../../base/files/real-place';
import type { ChangeTask, Move } from '../../records/change-record';
import { assertRoom } from '../places/room';
import type { ModelPlaces } from '../places/folders';
import { passGate, untold } from '../gate/gate';
import type { ModelTrash } from '../trash/model-trash';
import { assertInRoots } from '../places/real-place';
import { modelExists, placeModel, withStaging } from '../places/staging';
import { modelRoots, type ModelTarget } from '../places/target';

/** How a file is put into its folder: what stops it, and who hears how far it is. */
export interface PlacingJob {
  signal: AbortSignal;
  onProgress: (progress: CopyProgress) => void;
}

/** The files that are being put into folders of models, by the ids that their callers chose. */
export interface Placings {
  /** Runs work that can be watched under this id. Throws what the work throws. */
  run<T>(id: string, work: (onProgress: PlacingJob['onProgress']) => Promise<T>): Promise<T>;
  /** How far it is; null when nothing of this id runs, or it has not begun to copy. */
  progress(id: string): CopyProgress | null;
}

/** Keeps what runs. */
export function createPlacings(): Placings {
  const running = new Map<string, CopyProgress | null>();
  return {
    async run(id, work) {
      if (running.has(id)) {
        throw new AppError('invalid-input', msg`A file is placed under this id already.`, {
          remedy: msg`Give each its own.`,
        });
      }
      running.set(id, null);
      try {
        return await work((progress) => running.set(id, progress));
      } finally {
        running.delete(id);
      }
    },
    progress: (id) => running.get(id) ?? null,
  };
}

/** What putting a file into a folder of models asks. */
export interface PlacingSource {
  places: () => Promise<ModelPlaces>;
  stagingDir: string;
  trash: Pick<ModelTrash, 'placeFor'>;
  note: (change: { moves: readonly Move[] }, about: { task?: ChangeTask | undefined }) => Promise<void>;
}

/** A file as it lies on this machine. */
interface SourceFile {
  path: string;
  name: string;
  bytes: number;
  modifiedMs: number;
}

/** `how` a link: a link that was named is followed, for the cache of Hugging Face has its files as links; the name stays. */
async function readSource({ path: named, how }: PlaceModelParams): Promise<SourceFile> {
  const name = basename(named);
  const problem = isModelFile(name) ? findNameProblem(name, 'win32') : msg`is not a model file`;
  if (problem !== null) {
    throw new AppError('model-invalid', msg`"${name}" was not taken: it ${problem}.`, {
      remedy: msg`Take a file such as .safetensors, .gguf or .pth.`,
    });
  }
  // Copied or moved, of a link only the link would come, and what it leads to may go.
  const path = how === 'link' ? await realpath(named).catch(() => named) : named;
  const found = await lstat(path).catch(() => null);
  if (found?.isFile() !== true) {
    throw new AppError('model-not-found', msg`${path} is not a file, or it is gone.`, {
      remedy: msg`Choose the file itself, not a folder or a link.`,
    });
  }
  return { path, name, bytes: found.size, modifiedMs: found.mtimeMs };
}

async function findFolder(key: string, places: ModelPlaces): Promise<ModelTarget> {
  const dir = Object.hasOwn(places.folders, key) ? places.folders[key]?.[0] : undefined;
  if (dir === undefined) {
    throw new AppError('invalid-input', msg`There is no folder of models called "${key}".`, {
      remedy: msg`Choose one of the folders that are listed.`,
    });
  }
  const target = { dir, roots: modelRoots(places), pack: null };
  await assertInRoots(dir, target.roots);
  return target;
}

/** Deletes the original of a copy, unless somebody has changed it meanwhile. */
async function removeOriginal({ path, bytes, modifiedMs }: SourceFile): Promise<void> {
  const now = await lstat(path).catch(() => null);
  if (now?.isFile() === true && now.size === bytes && now.mtimeMs === modifiedMs)
    await removeInside(dirname(path), basename(path));
}

async function isOneVolume(path: string, dir: string): Promise<boolean> {
  const [here, there] = await Promise.all([path, await nearestExisting(dir)].map(volumeOf));
  return here === there;
}

async function copyInto(copy: string, { path, bytes }: SourceFile, job: PlacingJob): Promise<void> {
  await assertRoom(dirname(copy), bytes, msg`The copy`);
  await copyOneFile(path, copy, job);
  job.signal.throwIfAborted();
}

/** Brings the file to its place; answers how that was done. */
async function bringIn(
  source: SourceFile,
  {
    how,
    to,
    target,
    stagingDir,
  }: Pick<PlaceModelParams, 'how'> & { to: string; target: ModelTarget; stagingDir: string },
  job: PlacingJob,
): Promise<PlacedModel['how']> {
  const { path, name } = source;
  const isMoved = how === 'move' && (await isOneVolume(path, target.dir));
  const done = await withStaging({ stagingDir, dir: target.dir }, async (staging) => {
    const fresh = isMoved ? path : join(staging, name);
    const isLinked = how === 'link' && (await tryLink(path, fresh));
    if (!isLinked && !isMoved) await copyInto(fresh, source, job);
    await placeModel(fresh, to, target);
    // A link is the person's own file, which keeps its rights.
    if (!isLinked) await giveUsualRights(to, staging);
    return how === 'link' && !isLinked ? 'copy' : how;
  });
  if (how === 'move' && !isMoved) await removeOriginal(source);
  return done;
}

/**
 * Puts a model file of this machine into a folder of the registry, as a copy, a hard link or by moving it, and writes that down so that it can be taken back: then it
 * lies in the trash. Nothing is overwritten, and a file that is no usable model is not taken. Throws `model-invalid`, `model-not-found`, `model-exists`,
 * `path-outside-root`, `disk-full`, `file-held`, `invalid-input`, `cancelled`; then both places are as they were.
 */
export async function placeModelFile(
  request: PlaceModelParams,
  { places, stagingDir, trash, note }: PlacingSource,
  job: PlacingJob,
): Promise<PlacedModel> {
  const { folder, how } = request;
  const source = await readSource(request);
  const target = await findFolder(folder, await places());
  const to = join(target.dir, source.name);
  if (await pathExists(to)) {
    throw modelExists(to, msg`is there already`, msg`Rename the file, or remove the one that is there.`);
  }
  await passGate(source.path, untold(source.name));
  const done = await bringIn(source, { how, to, target, stagingDir }, job);
  const uiId = randomUUID();
  const task = { uiId, kind: 'install-model', target: source.name, rows: ['install-model'] };
  await note(
    { moves: [{ from: await trash.placeFor(to), to }] },
    { task: { ...task, orderedAt: new Date().toISOString() } },
  );
  return { path: to, how: done, ui_id: uiId };
}
