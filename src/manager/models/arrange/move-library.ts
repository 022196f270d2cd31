import { basename, join } from 'node:path';
import { readBeside } from '../../../base/beside/read-beside';
import { fileSizeOf, volumeOf } from '../../../base/files/files';
import { nearestExisting } from '../../../base/files/real-place';
import { stopIfCancelled } from '../../../base/async/job';
import type { Serial } from '../../../base/async/serial';
import { AppError } from '../../../contract/errors';
import type { MoveModelsFolderParams, MoveModelsFolderPlan } from '../../../contract/models-folder';
import type { AppSettings } from '../../../contract/settings';
import { done } from '../../../contract/tasks/task-outcome';
import type { TaskOutcome } from '../../../contract/tasks/tasks';
import { type Message, msg } from '../../../contract/text/message';
import { describeBytes } from '../../../contract/text/size-text';
import { trashPlaceIn } from '../../records/trash-places';
import type { KnownHashes } from '../ledger/known-hashes';
import type { ModelRun } from '../places/model-run';
import { assertRoom, freeBytesOf } from '../places/room';
import { sharedAddition } from '../places/shared-sections';
import { trashLimit, type ModelTrash } from '../trash/model-trash';
import { bytesBegun, copyLibrary, copyLinks, sizeOf } from './copy-library';
import { listLibrary, partOf, readLibrary, type Library, type LibraryFile, type Listed } from './library';
import { openPathsFile, replaceFile, type PathsFileSource } from './use-models-folder';

/** What moving a folder of models asks. */
export interface LibrarySource extends PathsFileSource {
  settings: AppSettings;
  hashes: KnownHashes;
  trash: Pick<ModelTrash, 'placeWithinReach'>;
  /** Changes of the paths file, one after the other. */
  oneByOne: Serial;
}

/** The folder of the trash that takes the originals by renames; else why they stay. */
type TrashForThem = { folder: string } | { keepBecause: Message };

async function findTrash(
  { from, files }: Library & Listed,
  { settings, trash }: Pick<LibrarySource, 'settings' | 'trash'>,
): Promise<TrashForThem> {
  const limit = trashLimit(settings);
  // What the trash would not keep would go for good at its next tidying.
  if (sizeOf(files) > limit)
    return {
      keepBecause: msg`The trash of this installation keeps ${describeBytes(limit)} at most, so the originals stay where they are.`,
    };
  const place = await trash.placeWithinReach(files[0]?.path ?? from);
  if (place !== null) return { folder: join(place, '..') };
  return {
    keepBecause: msg`A link or a mount leads from ${from} to a place where this installation has no trash, so the originals stay where they are.`,
  };
}

/** How much is not there yet, by the sizes. */
async function bytesToCopy({ from, to, files }: Library & Listed): Promise<number> {
  const sizes = await Promise.all(files.map(({ below }) => fileSizeOf(join(to, below))));
  const missing = files.filter(({ size }, at) => size !== sizes[at]);
  const begun = await Promise.all(missing.map((file) => bytesBegun(partOf(file, { from, to }))));
  return sizeOf(missing) - begun.reduce((sum, bytes) => sum + bytes, 0);
}

/** The text of the paths file with the new place. Throws `invalid-input` where it cannot be added. */
async function openWithSection({ installation }: PathsFileSource, { section }: Library) {
  const file = await openPathsFile(installation.comfyDir);
  const given = { text: file.text ?? '', shared: section, fileName: basename(file.path) };
  return { file, text: await readBeside(sharedAddition, given) };
}

/** What moving the folder would do. Changes nothing. Throws as `moveLibrary` does before the first copy. */
export async function planLibraryMove(
  params: Omit<MoveModelsFolderParams, 'keep'>,
  source: LibrarySource,
): Promise<MoveModelsFolderPlan> {
  const library = await readLibrary(params, await source.places());
  const { from, to, files, left } = library;
  await openWithSection(source, library);
  const [trash, toCopy, freeBytes] = await Promise.all([
    findTrash(library, source),
    bytesToCopy(library),
    freeBytesOf(to),
  ]);
  const [here, there] = await Promise.all([from, await nearestExisting(to)].map(volumeOf));
  return {
    ...{ from, files: files.length, bytes: sizeOf(files), left, bytesToCopy: toCopy, freeBytes },
    ...{ isSameDisk: here === there, keepBecause: 'folder' in trash ? null : trash.keepBecause },
  };
}

/** Has ComfyUI read the new place and takes the originals away: one change. */
async function switchOver(
  library: Library & Listed,
  trash: TrashForThem | null,
  source: LibrarySource & Pick<ModelRun, 'task'>,
): Promise<void> {
  const toTrash = ({ path }: Pick<LibraryFile, 'path'>) =>
    trash !== null && 'folder' in trash ? [{ from: path, to: trashPlaceIn(trash.folder, basename(path)) }] : [];
  await source.oneByOne(async () => {
    const { file, text } = await openWithSection(source, library);
    await replaceFile(file, text, { ...source, more: [...library.files, ...library.links].flatMap(toTrash) });
  });
}

/** What a person has to know of what did not move. */
function warnOf({ from, left }: Library & Listed, later: number, { warn }: ModelRun['job']): void {
  if (left > 0)
    warn(
      msg`${left} links, files of other disks and files that are no part of a model stay in ${from}, where ComfyUI reads them as before.`,
    );
  if (later > 0) warn(msg`${later} files came meanwhile. They stay in ${from}, where ComfyUI reads them as before.`);
}

/**
 * Moves a folder of models to another place, mostly another disk: copies each file, has the disk take it and reads it again, then names the place in the paths
 * file, which ComfyUI reads at its next start, and moves the originals to the trash, as one change that can be taken back. Links to what moves are made there, and lead to it there; other ones stay. Until that change the originals are as they were, and what was copied is
 * not copied again by the next run. Throws `policy-denied`, `model-not-found`, `invalid-input`, `not-writable`, `folder-unreadable`, `trash-refused`, `disk-full`, `model-exists`, `verification-failed`, `cancelled`.
 */
export async function moveLibrary(
  { keep, ...params }: MoveModelsFolderParams,
  { job, authorise, task }: ModelRun,
  source: LibrarySource,
): Promise<TaskOutcome> {
  for (const row of ['use-models-folder', 'arrange-models'] as const) authorise(row);
  const library = await readLibrary(params, await source.places());
  const { from, to } = library;
  await openWithSection(source, library);
  const trash = keep === true ? null : await findTrash(library, source);
  if (trash !== null && 'keepBecause' in trash)
    throw new AppError('trash-refused', trash.keepBecause, {
      remedy: msg`Order it with the originals kept, and delete them once you have tried the new place.`,
    });
  await assertRoom(await nearestExisting(to), await bytesToCopy(library), msg`The copy`);
  const files = await copyLibrary(library, source.hashes, job);
  await copyLinks(library);
  stopIfCancelled(job);
  await switchOver({ ...library, files }, trash, { ...source, task });
  warnOf(library, trash === null ? 0 : (await listLibrary(library)).files.length, job);
  const what = msg`ComfyUI reads ${files.length} files (${describeBytes(sizeOf(files))}) in ${to} from its next start on.`;
  return done(
    trash === null
      ? msg`${what} The originals stay in ${from}.`
      : msg`${what} The originals are in the trash, and their room is free once that is emptied. Undo brings them back, and leaves the copies where they are.`,
  );
}
