import { lstatSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { stopIfCancelled } from '../../../base/async/job';
import { isInside, pathExists } from '../../../base/files/files';
import { readFileState } from '../../../base/files/tree-state';
import type { ChangeRecord, Move, Replaced } from '../../records/change-record';
import { guardPackages, type GuardedPackages } from './deliver';
import { orRollBack } from './or-roll-back';
import { movesBack } from './moves-back';
import type { PackContext, PackRun } from './pack-run';
import { readTracking } from '../inventory/identity';
import { listUserEntries, ownFromTracking } from './user-files';

/** Whether something came to be after a time: what a person, or the pack, made since. */
function isNewer(path: string, time: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && Math.max(found.birthtimeMs, found.mtimeMs) > Date.parse(time);
}

/**
 * What people added to a version of the registry since it came: it goes on into the version that comes back. Of a clone nobody can say without git what
 * belongs to it; what was added there stays with it in the trash.
 */
function planAdded(
  record: ChangeRecord,
  { moves, script, trashDir }: { moves: readonly Move[]; script: readonly string[]; trashDir: string },
): Move[] {
  // A version that is only disabled again keeps what was added to it.
  const leaving = moves.filter(({ to }) => isInside(trashDir, to));
  return leaving.flatMap(({ from }) => {
    const back = moves.find((other) => other.to === from);
    const tracking = readTracking(from);
    if (back === undefined || tracking === null) return [];
    const carried = new Set(moves.map((one) => one.from));
    const ofScript = script.map((path) => relative(from, path).split(sep).join('/'));
    const added = listUserEntries(from, ownFromTracking([...tracking, ...ofScript])).map((path) => join(from, path));
    return added
      .filter((path) => !carried.has(path) && isNewer(path, record.at))
      .map((path) => ({ from: path, to: join(back.from, path.slice(from.length + 1)) }));
  });
}

/** The files that the install.py of the version that leaves had added, as far as they are as it left them. */
async function findScriptFiles({ scriptFiles }: ChangeRecord): Promise<string[]> {
  const now = await Promise.all(scriptFiles.map(({ path }) => readFileState(path)));
  return scriptFiles.flatMap(({ path, state }, at) => (now[at] === state ? [path] : []));
}

/** The moves as they can be made now, without what an install.py had put among the files of a person: what a person has taken out of a pack meanwhile is not looked for. */
async function planMoves(context: PackContext, record: ChangeRecord): Promise<Move[]> {
  const moves = movesBack(record, context.paths, context.swap.trashPlace);
  const present: Move[] = [];
  for (const move of moves) if (await pathExists(move.from)) present.push(move);
  const added: Move[] = [];
  const script = await findScriptFiles(record);
  for (const move of planAdded(record, { moves: present, script, trashDir: context.paths.trashDir }))
    if (!(await pathExists(move.to))) added.push(move);
  // Whatever goes back out of a folder that leaves as well.
  const carriedBack = present.filter(({ from }) => present.some((other) => isInside(other.from, from)));
  const isCarriedBack = (path: string) => carriedBack.some(({ from }) => from === path || isInside(from, path));
  const leaving = script.filter(isCarriedBack);
  return [...leaving.map((from) => ({ from, to: context.swap.trashPlace(basename(from)) })), ...added, ...present];
}

function originsBack(origins: readonly Replaced[]) {
  return {
    remember: origins.flatMap(({ name, before }): [string, string][] => (before === null ? [] : [[name, before]])),
    forget: origins.flatMap(({ name, before }) => (before === null ? [name] : [])),
  };
}

/** Python packages as they were before the change, as far as it changed them. */
async function takePackagesBack(context: PackContext, { difference }: ChangeRecord, run: PackRun): Promise<void> {
  if (difference !== null) await context.python.recovery.takeDifferenceBack(difference, run.job);
}

/**
 * Takes the moves and packages of a change back: one new change, which can be taken back as well. Throws what a swap and Python packages throw; then
 * all is as before.
 */
export async function takeBackChange(context: PackContext, record: ChangeRecord, run: PackRun): Promise<void> {
  const names = { origins: originsBack(record.origins), groups: originsBack(record.groups) };
  const about = { task: run.task, ...names, takesBack: record.id };
  const work = async (guarded: GuardedPackages | null) => {
    const moves = await planMoves(context, record);
    stopIfCancelled(run.job);
    const change = await context.swap.apply(moves, about);
    await orRollBack({ rollBack: change.rollBack, log: context.log }, async () => {
      if (guarded !== null) await takePackagesBack(context, record, run);
      await change.close(await guarded?.commit(change.id));
    });
  };
  const what = `undoing ${record.task?.target ?? ''}`;
  await (record.packages.length > 0 ? guardPackages(context, { what, job: run.job }, work) : work(null));
}
