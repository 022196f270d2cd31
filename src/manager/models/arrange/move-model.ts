import { basename, dirname, extname, join } from 'node:path';
import { findNameProblem } from '../../../base/archives/archive-names';
import { ensureFolder, pathExists, volumeOf } from '../../../base/files/files';
import { nearestExisting } from '../../../base/files/real-place';
import { AppError } from '../../../contract/errors';
import type { MoveModelParams } from '../../../contract/models';
import { done } from '../../../contract/tasks/task-outcome';
import type { TaskOutcome } from '../../../contract/tasks/tasks';
import { msg } from '../../../contract/text/message';
import type { MakeChange } from '../trash/remove-model';
import { modelNotFound } from '../places/model-not-found';
import type { ModelPlaces } from '../places/folders';
import type { ModelRun } from '../places/model-run';
import { assertInRoots } from '../places/real-place';
import { movesWithSidecars, tellSidecars } from '../places/sidecars';
import { modelExists } from '../places/staging';
import { modelRoots } from '../places/target';

/** What moving a model asks. */
export interface MoveSource {
  isListed: (path: string) => Promise<boolean>;
  places: () => Promise<ModelPlaces>;
  change: MakeChange;
}

function refusedName(name: string, why: ReturnType<typeof msg>): AppError {
  return new AppError('invalid-input', msg`The name "${name}" was not given: it ${why}.`, {
    remedy: msg`Give it another name.`,
  });
}

/** A file keeps its ending: by that ComfyUI chooses how it is read. */
function readName(path: string, wanted: string | null | undefined): string {
  const name = wanted ?? basename(path);
  const problem = findNameProblem(name, 'win32');
  if (problem !== null) throw refusedName(name, problem);
  if (extname(name).toLowerCase() !== extname(path).toLowerCase())
    throw refusedName(name, msg`does not end in "${extname(path)}" as the file does`);
  return name;
}

/** The first folder of the key on the volume of the model: a model goes there by a rename, however large it is. */
async function findFolder(path: string, key: string, { folders }: ModelPlaces): Promise<string> {
  const roots = Object.hasOwn(folders, key) ? (folders[key] ?? []) : [];
  const volume = await volumeOf(dirname(path));
  for (const root of roots) if ((await volumeOf(await nearestExisting(root))) === volume) return root;
  if (roots.length === 0) {
    throw new AppError('invalid-input', msg`There is no folder of models called "${key}".`, {
      remedy: msg`Choose one of the folders that are listed.`,
    });
  }
  throw new AppError('invalid-input', msg`"${basename(path)}" lies on another disk than every folder of "${key}".`, {
    remedy: msg`Move the file in the file manager of the system, then read the list of models again.`,
  });
}

/**
 * Moves a model into the folder where ComfyUI looks for it, or gives it another name, or both, and with it what was written beside it for it alone, by renames of one change that can be taken back. Workflows that
 * name it find it only under its new name. Throws `policy-denied`, `model-not-found`, `model-exists`, `invalid-input`, `path-outside-root`, and what a
 * swap throws; then it lies where it lay.
 */
export async function moveModel(
  { path, folder, new_name: wanted }: MoveModelParams,
  { authorise, task }: ModelRun,
  { isListed, places, change }: MoveSource,
): Promise<TaskOutcome> {
  authorise('arrange-models');
  if (!(await isListed(path))) throw modelNotFound(path);
  const name = readName(path, wanted);
  const now = await places();
  const dir = folder == null ? dirname(path) : await findFolder(path, folder, now);
  const to = join(dir, name);
  if (to === path) return done(msg`"${name}" lies there already.`);
  const moves = await movesWithSidecars({ from: path, to });
  for (const { to: place } of moves)
    if (await pathExists(place))
      throw modelExists(place, msg`is there already`, msg`Choose another name, or remove that one.`);
  await assertInRoots(dir, modelRoots(now));
  await ensureFolder(dir);
  await change(moves, { task });
  return done(
    tellSidecars(
      dir === dirname(path)
        ? msg`"${basename(path)}" is called "${name}" now.`
        : msg`"${basename(path)}" lies in ${dir} now.`,
      moves.length - 1,
    ),
  );
}
