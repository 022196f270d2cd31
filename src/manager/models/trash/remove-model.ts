import { lstat } from 'node:fs/promises';
import { done } from '../../../contract/tasks/task-outcome';
import { basename, dirname, join } from 'node:path';
import { stopIfCancelled } from '../../../base/async/job';
import { AppError } from '../../../contract/errors';
import { msg, type Message } from '../../../contract/text/message';
import type { ModelRemoval, RemovalObstacle } from '../../../contract/models';
import type { AppSettings } from '../../../contract/settings';
import type { TaskOutcome } from '../../../contract/tasks/tasks';
import { describeBytes } from '../../../contract/text/size-text';
import type { ChangeTask, Move } from '../../records/change-record';
import { trashPlaceIn } from '../../records/trash-places';
import { modelNotFound } from '../places/model-not-found';
import type { ModelRun } from '../places/model-run';
import { findSidecars, tellSidecars } from '../places/sidecars';
import { trashLimit, type ModelTrash } from './model-trash';

/** What removing a model asks. */
export interface RemovalSource {
  settings: AppSettings;
  /** Whether the installation lists this path as a model: no other path of the machine can be named. */
  isListed: (path: string) => Promise<boolean>;
  trash: Pick<ModelTrash, 'placeWithinReach'>;
}

/** Makes moves as one change, which a kill leaves done or not done, and which can be taken back. */
export type MakeChange = (moves: readonly Move[], about: { task?: ChangeTask | undefined }) => Promise<void>;

/** Where a model would go, as far as this room knows. */
export interface PlacedRemoval extends Omit<ModelRemoval, 'displaces'> {
  /** How much it would add to the trash. */
  bytes: number;
}

interface PlannedRemoval extends PlacedRemoval {
  /** Into the trash, with what was written beside it for it alone; none where something is in the way. */
  moves: Move[];
}

/** What lies there as a thing of its own: of a link only the link goes. */
async function sizeOf(path: string): Promise<number> {
  const found = await lstat(path).catch(() => null);
  if (found === null) throw modelNotFound(path);
  return found.size;
}

async function plan(path: string, { settings, isListed, trash }: RemovalSource): Promise<PlannedRemoval> {
  if (!(await isListed(path))) throw modelNotFound(path);
  const sidecars = (await findSidecars(path)).map((name) => join(dirname(path), name));
  const sizes = await Promise.all([path, ...sidecars].map(sizeOf));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const [maxBytes, days] = [settings['trash.maxBytes'], settings['trash.days']];
  const planned = { bytes, trash: { maxBytes, days } };
  // What the trash would not keep goes where it stays: the next tidying would delete it.
  if (trashLimit(settings) === 0) return { ...planned, obstacle: 'not-kept', moves: [] };
  if (bytes > maxBytes) return { ...planned, obstacle: 'too-large', moves: [] };
  const to = await trash.placeWithinReach(path);
  if (to === null) return { ...planned, obstacle: 'elsewhere', moves: [] };
  const beside = sidecars.map((from) => ({ from, to: trashPlaceIn(dirname(to), basename(from)) }));
  return { ...planned, obstacle: null, moves: [{ from: path, to }, ...beside] };
}

/** Where a model would go that is removed. Throws `model-not-found`. */
export async function planRemoval(path: string, source: RemovalSource): Promise<PlacedRemoval> {
  const { obstacle, trash, bytes } = await plan(path, source);
  return { obstacle, trash, bytes };
}

function refused(obstacle: RemovalObstacle, path: string, { bytes, trash }: PlannedRemoval): AppError {
  const reasons: Record<RemovalObstacle, [why: Message, remedy: Message]> = {
    'too-large': [
      msg`it has ${describeBytes(bytes)}, and the trash of this installation keeps ${describeBytes(trash.maxBytes)} at most`,
      msg`Raise that limit under Settings > General, or move it to the trash of the system in the window of this app.`,
    ],
    'not-kept': [
      msg`the trash of this installation keeps nothing`,
      msg`Let it keep things under Settings > General, or move the model to the trash of the system in the window of this app.`,
    ],
    elsewhere: [
      msg`a link or a mount leads from the model folder to another place, where this installation has no trash`,
      msg`Name that place in extra_model_paths.yaml beside main.py, or move the model to the trash of the system in the window of this app.`,
    ],
  };
  const [why, remedy] = reasons[obstacle];
  return new AppError(
    'trash-refused',
    msg`"${basename(path)}" was left where it is: ${why}, so it could not be undone.`,
    {
      remedy,
      details: { path, obstacle },
    },
  );
}

/**
 * Moves a model to the trash of its volume as one change, with what was written beside it for it alone. Throws `policy-denied`, `model-not-found`,
 * `trash-refused`, `cancelled`, and what a swap throws; then it lies where it lay.
 */
export async function removeModel(
  path: string,
  { job, authorise, task }: ModelRun,
  source: RemovalSource & { change: MakeChange },
): Promise<TaskOutcome> {
  authorise('remove-model');
  const planned = await plan(path, source);
  const { obstacle, bytes, moves } = planned;
  if (obstacle !== null) throw refused(obstacle, path, planned);
  stopIfCancelled(job);
  job.report({ phase: msg`Removing`, message: basename(path) });
  await source.change(moves, { task });
  const message = msg`Moved "${basename(path)}" (${describeBytes(bytes)}) to the trash of this installation. Its space is freed when that is emptied.`;
  return done(tellSidecars(message, moves.length - 1));
}
