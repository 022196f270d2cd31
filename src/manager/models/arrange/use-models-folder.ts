import { lstat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { readBeside } from '../../../base/beside/read-beside';
import { cacheReadings } from '../../../base/files/cache-by-stamp';
import { readTextIfPresent, volumeOf, writePlain } from '../../../base/files/files';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import { AppError } from '../../../contract/errors';
import type { UseModelsFolderParams } from '../../../contract/models-folder';
import { done } from '../../../contract/tasks/task-outcome';
import type { TaskOutcome } from '../../../contract/tasks/tasks';
import { msg } from '../../../contract/text/message';
import type { Move } from '../../records/change-record';
import { trashPlaceIn } from '../../records/trash-places';
import { findDefaultFile, pathsFileNames } from '../places/extra-paths';
import type { ModelPlaces } from '../places/folders';
import type { ModelRun } from '../places/model-run';
import { sharedAddition, sharedListing, sharedRemoval } from '../places/shared-sections';
import type { MakeChange } from '../trash/remove-model';
import { describeShared } from './models-folder';

/** What using a folder with models asks. */
export interface PathsFileSource {
  installation: { comfyDir: string | null };
  paths: { stagingDir: string; trashDir: string };
  places: () => Promise<ModelPlaces>;
  change: MakeChange;
}

/** A paths file of ComfyUI as it is; text null: there is none yet. */
interface PathsFile {
  path: string;
  text: string | null;
  /** Its rights. */
  mode: number;
}

const byHand = msg`Write the folder into that file by hand.`;

/** Throws `invalid-input` for what is no file of its own: a link would lead the change to somebody else's. */
export async function openPathsFile(comfyDir: string | null): Promise<PathsFile> {
  if (comfyDir === null)
    throw new AppError('invalid-input', msg`There is no ComfyUI that could read another folder of models.`, {
      remedy: msg`Install ComfyUI first.`,
    });
  const path = (await findDefaultFile(comfyDir)) ?? join(comfyDir, pathsFileNames[1]);
  const found = await lstat(path).catch(() => null);
  if (found === null) return { path, text: null, mode: 0o644 };
  if (found.isFile()) return { path, text: await readTextIfPresent(path), mode: found.mode & 0o777 };
  throw new AppError('invalid-input', msg`${path} is a link or a folder, so it was left as it is.`, { remedy: byHand });
}

/** Puts the new text in the place of the file, which goes to the trash: one change, with further moves if there are any. An empty text is no file. */
export async function replaceFile(
  { path, text, mode }: PathsFile,
  changed: string,
  {
    paths: { stagingDir, trashDir },
    change,
    task,
    more = [],
  }: PathsFileSource & Pick<ModelRun, 'task'> & { more?: readonly Move[] },
): Promise<void> {
  if ((await volumeOf(dirname(path))) !== (await volumeOf(stagingDir)))
    throw new AppError('invalid-input', msg`${path} lies on another disk than the trash of this installation.`, {
      remedy: byHand,
    });
  const away: Move[] = text === null ? [] : [{ from: path, to: trashPlaceIn(trashDir, basename(path)) }];
  await withTemporaryFolder(stagingDir, 'model', async (staging) => {
    const fresh = join(staging, basename(path));
    if (changed.trim() !== '') await writePlain(fresh, changed, mode);
    const placed = changed.trim() === '' ? [] : [{ from: fresh, to: path }];
    await change([...away, ...placed, ...more], { task });
  });
}

const listings = cacheReadings<string[]>();

/** The folders that this app has added to the paths file. */
export async function readShared(comfyDir: string | null): Promise<string[]> {
  const file = comfyDir === null ? null : await findDefaultFile(comfyDir);
  if (file === null) return [];
  const read = async () => readBeside(sharedListing, (await readTextIfPresent(file)) ?? '');
  return listings(file, () => read().catch(() => []));
}

/**
 * Names a folder with models in the paths file of ComfyUI, which reads it at its next start, or takes that back out; no other line of the file changes. Nothing in the
 * folder is touched. Throws `policy-denied`, `folder-unreadable`, and `invalid-input` with the reason; then the file is as it was.
 */
export async function useModelsFolder(
  { path, stop }: UseModelsFolderParams,
  { authorise, task }: ModelRun,
  source: PathsFileSource,
): Promise<TaskOutcome> {
  authorise('use-models-folder');
  const file = await openPathsFile(source.installation.comfyDir);
  if (stop === true) {
    const changed = await readBeside(sharedRemoval, { text: file.text ?? '', base: resolve(path) });
    if (changed === null) return done(msg`ComfyUI does not read ${path} because of this app.`);
    await replaceFile(file, changed, { ...source, task });
    return done(
      msg`ComfyUI does not read the models of ${path} any more from its next start on. They lie where they lay.`,
    );
  }
  const shared = await describeShared(path, await source.places());
  const given = { text: file.text ?? '', shared, fileName: basename(file.path) };
  await replaceFile(file, await readBeside(sharedAddition, given), { ...source, task });
  return done(msg`ComfyUI reads the models of ${path} from its next start on. They stay where they are.`);
}
