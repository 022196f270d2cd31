import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { stopIfCancelled } from '../../../base/async/job';
import { isInside, pathExists } from '../../../base/files/files';
import { AppError } from '../../../contract/errors';
import type { TaskOutcome, UndoParams } from '../../../contract/tasks';
import type { UndoPlan } from '../../../contract/changes';
import { isPolicyOperation, type PolicyOperation } from '../../installation/policy-table';
import type { ChangeRecord, Move, Replaced } from '../../records/change-record';
import { changedPackages, guardPackages, type GuardedPackages } from './deliver';
import { orRollBack } from './or-roll-back';
import { done, type PackContext, type PackRun } from './pack-run';
import { changesOf, movesBack, planUndo } from './undo-plan';
import { readTracking } from '../inventory/identity';
import { listUserEntries, ownFromTracking } from './user-files';

const reasons: Readonly<Record<Exclude<UndoPlan['state'], 'possible'>, string>> = {
  'taken-back': 'it was taken back already',
  stands: 'later changes stand on it',
  changed: 'something else has changed what it left',
  gone: 'what it replaced is not in the trash any more',
  unknown: 'no record of it was kept',
};

/** The error for a change that cannot be taken back by itself; names what stands on it. */
export function undoImpossible({ state, task, standing, snapshot }: UndoPlan): AppError {
  const what = task === null ? 'This change' : `"${task.kind} ${task.target}"`;
  const names = standing.map(({ kind, target }) => `${kind} ${target}`).join(', ');
  const why = reasons[state === 'possible' ? 'unknown' : state];
  return new AppError('undo-impossible', `${what} cannot be taken back by itself: ${why}${names && `: ${names}`}.`, {
    remedy: `Take the later changes back first, or restore ${snapshot === null ? 'a snapshot' : `the snapshot "${snapshot}"`} from before it.`,
    details: { state, standing, snapshot },
  });
}

/** The rows of the policy that taking a change back is judged by. A record is a file: what nobody knows is judged as the riskiest. */
export function undoRows(rows: readonly string[]): PolicyOperation[] {
  if (rows.length === 0) return ['uninstall'];
  return rows.map((row) => (isPolicyOperation(row) ? row : 'install-git-url'));
}

/** Whether something came to be after a time: what a person, or the pack, made since. */
function isNewer(path: string, time: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && Math.max(found.birthtimeMs, found.mtimeMs) > Date.parse(time);
}

/**
 * What people added to a version of the registry since it came: it goes on into the version that comes back. Of a clone nobody can say without git what
 * belongs to it; what was added there stays with it in the trash.
 */
function planAdded(record: ChangeRecord, moves: readonly Move[], trashDir: string): Move[] {
  // A version that is only disabled again keeps what was added to it.
  const leaving = moves.filter(({ to }) => isInside(trashDir, to));
  return leaving.flatMap(({ from }) => {
    const back = moves.find((other) => other.to === from);
    const tracking = readTracking(from);
    if (back === undefined || tracking === null) return [];
    const carried = new Set(moves.map((one) => one.from));
    const added = listUserEntries(from, ownFromTracking(tracking)).map((path) => join(from, path));
    return added
      .filter((path) => !carried.has(path) && isNewer(path, record.at))
      .map((path) => ({ from: path, to: join(back.from, path.slice(from.length + 1)) }));
  });
}

/** The moves as they can be made now: what a person has taken out of a pack meanwhile is not looked for. */
async function planMoves(context: PackContext, record: ChangeRecord): Promise<Move[]> {
  const moves = movesBack(record, context.paths, context.swap.trashPlace);
  const present: Move[] = [];
  for (const move of moves) if (await pathExists(move.from)) present.push(move);
  const added: Move[] = [];
  for (const move of planAdded(record, present, context.paths.trashDir))
    if (!(await pathExists(move.to))) added.push(move);
  return [...added, ...present];
}

function originsBack(origins: readonly Replaced[]) {
  return {
    remember: origins.flatMap(({ name, before }): [string, string][] => (before === null ? [] : [[name, before]])),
    forget: origins.flatMap(({ name, before }) => (before === null ? [name] : [])),
  };
}

/** Python packages as they were before the change, as far as it changed them. */
async function revertPackages(context: PackContext, packages: readonly Replaced[], run: PackRun): Promise<void> {
  const toMap = (side: 'before' | 'after') =>
    new Map(packages.flatMap((one): [string, string][] => (one[side] === null ? [] : [[one.name, one[side]]])));
  await context.python.revertPackages({ before: toMap('before'), after: toMap('after') }, run.job);
}

async function makeBack(context: PackContext, record: ChangeRecord, run: PackRun): Promise<void> {
  const { packages } = record;
  const about = { task: run.task, origins: originsBack(record.origins), takesBack: record.id };
  const work = async (guarded: GuardedPackages | null) => {
    const moves = await planMoves(context, record);
    stopIfCancelled(run.job);
    const change = await context.swap.apply(moves, about);
    await orRollBack({ rollBack: change.rollBack, log: context.log }, async () => {
      if (guarded !== null) await revertPackages(context, packages, run);
      const replaced = guarded === null ? [] : await changedPackages(context, guarded.before);
      await guarded?.commit();
      await change.close(replaced);
    });
  };
  const what = `undoing ${record.task?.target ?? ''}`;
  await (packages.length > 0 ? guardPackages(context, { what, job: run.job }, work) : work(null));
}

/**
 * Takes back the change of a task: one new change, which can be taken back as well. It is judged by the rows of the policy that the change was judged by.
 * Throws `undo-impossible` with what stands on it, `policy-denied`, and what a swap and Python packages throw; then all is as before.
 */
export async function takeBack(context: PackContext, params: UndoParams, run: PackRun): Promise<TaskOutcome> {
  const plan = await planUndo(params.undo_ui_id, context.records.list(), context.paths);
  for (const row of undoRows(plan.rows)) run.authorise(row);
  if (plan.state !== 'possible') throw undoImpossible({ ...plan, snapshot: null });
  const record = changesOf(params.undo_ui_id, context.records.list()).at(-1);
  if (record === undefined) throw undoImpossible({ ...plan, state: 'unknown', snapshot: null });
  run.job.report({ phase: 'Undoing', message: plan.task?.target ?? '' });
  await makeBack(context, record, run);
  return done(`Undid: ${plan.task?.kind ?? ''} ${plan.task?.target ?? ''}.`);
}
