import { join } from 'node:path';
import { pathExists } from '../../../base/files/files';
import { syncTree } from '../../../base/files/sync';
import { findAdded, readTreeState } from '../../../base/files/tree-state';
import { stopIfCancelled, withoutCancel, type JobContext } from '../../../base/async/job';
import { together } from '../../../base/async/together';
import { AppError, toAppError } from '../../../contract/errors';
import { msg, packMessage, type Message } from '../../../contract/text/message';
import type { Commit } from '../../python/packages/package-keeper';
import type { ScriptFile } from '../../records/change-record';
import { identifyPack } from '../inventory/identity';
import type { OriginChange } from '../inventory/origins';
import { settleGroups, type GroupChoice, type GroupQuestion } from './settle-groups';
import { orRollBack } from './or-roll-back';
import type { PackContext, PackRun } from './pack-run';
import type { StagedPack } from './stage';
import type { Move } from './swap-moves';

export interface Delivery {
  staged: StagedPack;
  /** Where the pack will live. */
  finalDir: string;
  packName: string;
  /** Moves before the pack goes in: what people had added goes into it, what it replaces or disables goes away. */
  before: readonly Move[];
  /** Names of disabled packs that change with it. */
  origins?: OriginChange;
  /** Requirements named beside the pack's own file. */
  pip: readonly string[];
  skipPostInstall: boolean;
  /** Whose choice of optional groups counts. */
  groups: Omit<GroupQuestion, 'dir' | 'packName'>;
  /** Version the pack must have in the end; null when any will do. */
  version: string | null;
}

/** Whether a pack folder asks for anything from Python: requirements, an install script, or more lines and groups that come with it. */
export async function needsPython(dir: string, more: readonly string[]): Promise<boolean> {
  if (more.length > 0) return true;
  return (await pathExists(join(dir, 'requirements.txt'))) || (await pathExists(join(dir, 'install.py')));
}

/** What the work inside of `guardPackages` is told. */
export interface GuardedPackages {
  /** Called when all is proven, before the rest of the change is made final: from then on packages stay as they are. */
  commit: Commit;
}

/** Runs `work`; when it fails, or the app ends within, whatever changed in the Python environment since is put back. */
export async function guardPackages<T>(
  context: PackContext,
  { what, job }: { what: string; job: JobContext },
  work: (packages: GuardedPackages) => Promise<T>,
): Promise<T> {
  const before = await context.python.listPackages();
  return orRestore(context, { job, before }, () =>
    context.python.withinOneChange(what, job, (commit) => work({ commit })),
  );
}

async function orRestore<T>(
  context: PackContext,
  { job, before }: { job: JobContext; before: ReadonlyMap<string, string> },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Where it failed after its packages had been committed.
    await restorePackages(context, job, before).catch((reason: unknown) => {
      context.log.error('Python packages could not be put back.', { reason });
      job.log(`Python packages could not be put back: ${toAppError(reason).message}`);
    });
    throw error;
  }
}

async function restorePackages(
  context: PackContext,
  job: JobContext,
  before: ReadonlyMap<string, string>,
): Promise<void> {
  const after = await context.python.listPackages();
  const isSame = after.size === before.size && [...after].every(([name, version]) => before.get(name) === version);
  if (isSame) return;
  job.report({ phase: msg`Undoing`, message: msg`Putting Python packages back` });
  await context.python.recovery.restorePackages(before, withoutCancel(job));
}

/** Proves that the pack is where and what it should be. Throws `verification-failed`. */
async function verifyDelivery(
  context: PackContext,
  delivery: Delivery,
  { run: { job, consent }, withPython }: { run: PackRun; withPython: boolean },
): Promise<void> {
  const { finalDir, packName, version } = delivery;
  const fail = (reason: Message) =>
    new AppError(
      'verification-failed',
      msg`"${packMessage(packName)}" was put in place, but ${reason}. It was removed again.`,
      {
        remedy: msg`Read the log of the task and try again.`,
        shortCause: reason,
      },
    );
  if (!(await pathExists(finalDir))) throw fail(msg`its folder is not there`);
  const found = identifyPack(finalDir, () => null).version;
  // A pack may leave its version out of pyproject.toml; one that states another is not what was asked for.
  if (version !== null && found !== '' && found !== version)
    throw fail(msg`it says it is version "${found}" instead of "${version}"`);
  if (!withPython) return;
  const unmet = await context.python.checkRequirements({ packDir: finalDir, extra: delivery.pip, consent }, job.signal);
  if (unmet.length > 0) throw fail(msg`these requirements are not met: ${unmet.join(', ')}`);
}

/** The error for requirements that an installation left unmet. */
export function stillUnmet(packName: string, unmet: readonly string[]): AppError {
  return new AppError(
    'verification-failed',
    msg`These requirements of "${packMessage(packName)}" are still not met: ${unmet.join(', ')}.`,
    {
      remedy: msg`Look into the log of the task.`,
      shortCause: msg`these requirements are not met: ${unmet.join(', ')}`,
    },
  );
}

/** What was chosen, or is chosen with it. */
function chooseGroups(context: PackContext, delivery: Delivery, run: PackRun): Promise<GroupChoice> {
  const { staged, packName, groups } = delivery;
  return settleGroups(context, { ...groups, dir: staged.dir, packName }, run);
}

/** Made by Python or git, whoever runs. */
const nobodys = new Set(['__pycache__', '.git']);

/** Runs the install.py of a pack, where it has one. Answers with the files that it added in the folder of the pack. */
async function runScript(context: PackContext, { finalDir, packName }: Delivery, run: PackRun): Promise<ScriptFile[]> {
  if (!(await pathExists(join(finalDir, 'install.py')))) return [];
  const before = await readTreeState(finalDir, nobodys);
  await context.python.runInstallScript({ packDir: finalDir, packName, consent: run.consent }, run.job);
  const added = findAdded(before, await readTreeState(finalDir, nobodys));
  return [...added].map(([path, state]) => ({ path: join(finalDir, path), state }));
}

async function swapIn(
  context: PackContext,
  delivery: Delivery,
  options: { run: PackRun; packages: GuardedPackages | null; groups: GroupChoice },
): Promise<void> {
  const { run, packages, groups } = options;
  const withPython = packages !== null;
  const { staged, finalDir, packName } = delivery;
  const { consent } = run;
  const leavingDirs = [finalDir, ...delivery.before.map(({ from }) => from)];
  const required = { packDir: staged.dir, packName, extra: delivery.pip, consent, leavingDirs, groups: groups.names };
  const met = withPython ? context.python.installRequirements(required, run.job) : Promise.resolve(null);
  await together(met, syncTree(staged.dir));
  stopIfCancelled(run.job);
  run.job.report({ phase: msg`Putting in place`, message: packMessage(packName) });
  const about = { task: run.task, origins: delivery.origins, groups: groups.change };
  const change = await context.swap.apply([...delivery.before, { from: staged.dir, to: finalDir }], about);
  await orRollBack({ rollBack: change.rollBack, log: context.log }, async () => {
    const scriptFiles = withPython ? await runScript(context, delivery, run) : [];
    run.job.report({ phase: msg`Verifying`, message: packMessage(packName) });
    // Packages become final with the pack: one without the other would be taken for done. Until then both can fail, so neither waits for the other.
    const verified = verifyDelivery(context, delivery, { run, withPython });
    const [, changed] = await together(verified, packages?.commit(change.id) ?? Promise.resolve(undefined));
    stopIfCancelled(run.job);
    await change.close(changed, scriptFiles);
  });
}

/** While a change is stuck half-way, the staged pack may hold files that people added: the next start puts them back first. */
async function discardStaged(context: PackContext, staged: StagedPack): Promise<void> {
  try {
    if (await context.swap.isSettled()) await staged.discard();
  } catch (reason) {
    context.log.warn('A staging folder could not be removed.', { reason });
  }
}

/**
 * The second half of every change of a pack: requirements for the staged pack, swap, `install.py`, verification. When any step fails or is
 * cancelled, folders and Python packages are as before and the staged pack is gone.
 */
export async function deliverPack(context: PackContext, delivery: Delivery, run: PackRun): Promise<void> {
  try {
    const groups = await chooseGroups(context, delivery, run);
    const lines = [...delivery.pip, ...groups.names];
    const withPython = !delivery.skipPostInstall && (await needsPython(delivery.staged.dir, lines));
    const work = (packages: GuardedPackages | null) => swapIn(context, delivery, { run, packages, groups });
    await (withPython ? guardPackages(context, { what: delivery.packName, job: run.job }, work) : work(null));
  } finally {
    await discardStaged(context, delivery.staged);
  }
}
