import { pathExists, resolveInside } from '../../../base/files/files';
import { done } from '../../../contract/tasks/task-outcome';
import { stopIfCancelled } from '../../../base/async/job';
import { AppError } from '../../../contract/errors';
import { msg, packMessage } from '../../../contract/text/message';
import { isGitAddress } from '../../../contract/text/git-address';
import type { DisableParams, EnableParams } from '../../../contract/packs/pack-params';
import type { TaskOutcome } from '../../../contract/tasks/tasks';
import { guardPackages, needsPython, type GuardedPackages } from '../change/deliver';
import { planDisable } from '../change/disabled-places';
import { activeCopy, findCopies } from '../inventory/find-copies';
import { compareDisabledCopies, type PackCopy } from '../inventory/inventory';
import { notInstalled, refuseProtected, type PackContext, type PackRun } from '../change/pack-run';
import type { PostInstall } from '../change/replace';
import { chooseGroups, namesGroups } from './choose-groups';
import { settleGroups } from '../change/settle-groups';
import type { Move } from '../change/swap-moves';
import { normaliseVersion } from '../inventory/versions';

/** What it takes to put enabled copies away. */
export interface Displacement {
  moves: Move[];
  /** Names for the record of origins: of what is disabled, and no more of what is enabled. */
  origins: { remember: [string, string][]; forget: string[] };
}

/** Plans to disable copies; each gets a free name below `.disabled`. */
export async function planDisplacement(context: PackContext, copies: readonly PackCopy[]): Promise<Displacement> {
  const plan: Displacement = { moves: [], origins: { remember: [], forget: [] } };
  for (const copy of copies) {
    const { move, name } = await planDisable(copy, context.paths.disabledDir);
    plan.moves.push(move);
    plan.origins.remember.push([name, copy.name]);
  }
  return plan;
}

/** Disables a pack: every enabled copy of it. Already disabled is fine; absent is `pack-not-installed`. */
export async function disablePack(context: PackContext, params: DisableParams, run: PackRun): Promise<TaskOutcome> {
  run.authorise('disable');
  const copies = await context.find((all) => findCopies(all, params.node_name));
  if (copies.length === 0) throw notInstalled(params.node_name);
  refuseProtected([params.node_name, ...copies.flatMap((copy) => [copy.name, copy.registryId])]);
  const enabled = copies.filter((copy) => copy.enabled);
  const [first] = enabled;
  if (first === undefined) return done(msg`"${packMessage(params.node_name)}" is already disabled.`);
  const { moves, origins } = await planDisplacement(context, enabled);
  stopIfCancelled(run.job);
  run.job.report({ phase: msg`Disabling`, message: packMessage(first.name) });
  await (await context.swap.apply(moves, { task: run.task, origins })).close();
  return done(msg`Disabled "${packMessage(first.key)}".`);
}

/** Where a disabled copy goes when enabled. Throws `pack-exists` when something else is there. */
async function enabledPlaceOf(context: PackContext, copy: PackCopy, leaving: readonly PackCopy[]): Promise<string> {
  const target = await resolveInside(context.paths.customNodesDir, copy.originName);
  if (!(await pathExists(target)) || leaving.some((other) => other.dir === target)) return target;
  throw new AppError(
    'pack-exists',
    msg`"${copy.originName}" cannot be enabled: another folder of that name is in custom_nodes.`,
    {
      remedy: msg`Rename or remove that folder, then try again.`,
      details: { target },
    },
  );
}

/** The moves that make a disabled copy the active one; `displaced` are put away first, in the same journal entry. */
export async function planEnable(
  context: PackContext,
  copy: PackCopy,
  displaced: readonly PackCopy[],
): Promise<Displacement> {
  const target = await enabledPlaceOf(context, copy, displaced);
  const { moves, origins } = await planDisplacement(context, displaced);
  const { remember } = origins;
  return { moves: [...moves, { from: copy.dir, to: target }], origins: { remember, forget: [copy.name] } };
}

/** A disabled copy that becomes the active one. */
interface MovedCopy {
  copy: PackCopy;
  /** Enabled copies that give way. */
  displaced: readonly PackCopy[];
  post: PostInstall;
}

/**
 * Makes a disabled copy the active one. It was installed once; what has gone missing since is installed again first, as an install does it: by one resolve
 * over everybody, within what was agreed to. Throws what that throws; then nothing is enabled, and packages are as before.
 */
export async function bringBack(
  context: PackContext,
  { copy, displaced, post }: MovedCopy,
  run: PackRun,
): Promise<void> {
  const { moves, origins } = await planEnable(context, copy, displaced);
  const about = { dir: copy.dir, folder: copy.originName, packName: copy.key, isThere: true };
  const groups = await settleGroups(context, about, run);
  const withPython = !post.skipPostInstall && (await needsPython(copy.dir, [...post.pip, ...groups.names]));
  const work = async (guarded: GuardedPackages | null) => {
    const leavingDirs = displaced.map(({ dir }) => dir);
    const input = { packDir: copy.dir, packName: copy.key, extra: post.pip, consent: run.consent, leavingDirs };
    if (withPython) await context.python.installRequirements({ ...input, groups: groups.names }, run.job);
    stopIfCancelled(run.job);
    const change = await context.swap.apply(moves, { task: run.task, origins, groups: groups.change });
    await change.close(await guarded?.commit(change.id));
  };
  await (withPython ? guardPackages(context, { what: copy.key, job: run.job }, work) : work(null));
}

/** Splits `id@version`, which names one of several disabled versions. */
function splitVersion(ref: string): { name: string; version: string | null } {
  const at = ref.lastIndexOf('@');
  if (at <= 0 || isGitAddress(ref)) return { name: ref, version: null };
  return { name: ref.slice(0, at), version: ref.slice(at + 1).replaceAll('_', '.') };
}

function chooseDisabled(copies: readonly PackCopy[], version: string | null): PackCopy | null {
  const disabled = copies.filter((copy) => !copy.enabled).sort(compareDisabledCopies);
  if (version === null) return disabled[0] ?? null;
  if (version === 'nightly') return disabled.find((copy) => copy.source === 'git') ?? null;
  return disabled.find((copy) => copy.version === normaliseVersion(version)) ?? null;
}

/**
 * Enables a pack: its newest disabled copy, or the version in `id@version`. Already enabled is fine; absent is `pack-not-installed`. Throws what its
 * requirements throw, as an install does.
 */
export async function enablePack(context: PackContext, params: EnableParams, run: PackRun): Promise<TaskOutcome> {
  run.authorise('enable');
  const exact = await context.find((all) => findCopies(all, params.cnr_id));
  const { name, version } = exact.length > 0 ? { name: params.cnr_id, version: null } : splitVersion(params.cnr_id);
  const copies = exact.length > 0 ? exact : await context.find((all) => findCopies(all, name));
  if (copies.length === 0) throw notInstalled(params.cnr_id);
  refuseProtected([name, ...copies.flatMap((copy) => [copy.name, copy.registryId])]);
  const active = activeCopy(copies);
  if (active !== null && (version === null || active.version === normaliseVersion(version))) {
    return namesGroups(params)
      ? chooseGroups(context, active, run)
      : done(msg`"${packMessage(active.key)}" is already enabled.`);
  }
  const copy = chooseDisabled(copies, version);
  if (copy === null) throw notInstalled(params.cnr_id);
  const displaced = copies.filter((other) => other.enabled);
  stopIfCancelled(run.job);
  run.job.report({ phase: msg`Enabling`, message: packMessage(copy.originName) });
  await bringBack(context, { copy, displaced, post: { pip: [], skipPostInstall: false } }, run);
  if (copy.source !== 'registry') return done(msg`Enabled "${packMessage(copy.key)}".`);
  return done(msg`Enabled "${packMessage(copy.key)}" ${copy.version}.`);
}
