import { join } from 'node:path';
import { done } from '../../../contract/tasks/task-outcome';
import { pathExists } from '../../../base/files/files';
import { syncTree } from '../../../base/files/sync';
import { stopIfCancelled } from '../../../base/async/job';
import { AppError } from '../../../contract/errors';
import { msg, packMessage, type Message } from '../../../contract/text/message';
import type { InstallParams } from '../../../contract/packs/pack-params';
import type { TaskOutcome } from '../../../contract/tasks/tasks';
import { unknownGroup } from '../../python/requirements/optional-groups';
import { deliverPack } from '../change/deliver';
import { resolveTarget, type InstallTarget } from './install-target';
import type { PackCopy } from '../inventory/inventory';
import { enabledPlace, refuseProtected, type PackContext, type PackRun } from '../change/pack-run';
import { copiesOfTarget, planInstall } from './plan-install';
import { replaceClone, replaceRegistryPack, type PostInstall, upstreamOf } from '../change/replace';
import { isFolderOf } from '../change/settle-groups';
import { stageClone, stageFiles, stageRegistryPack } from '../change/stage';
import { chooseGroups, namesGroups } from './choose-groups';
import { bringBack, planDisplacement } from './toggle';
import { findGitFolder, readDefaultBranch, readGitHead, readGitUpstream } from '../../../base/git/files';

type PackTarget = Exclude<InstallTarget, { kind: 'files' }>;

interface InstallJob {
  target: PackTarget;
  post: PostInstall;
  run: PackRun;
}

const listOf = (copy: PackCopy | null): PackCopy[] => (copy === null ? [] : [copy]);

function describeTarget(target: PackTarget): Message {
  return target.kind === 'registry'
    ? msg`${packMessage(target.record.id)} ${target.version}`
    : msg`${packMessage(target.folder)} (${target.ref ?? 'nightly'})`;
}

/** Throws `pack-exists` when something else than what gives way is at the place. */
export async function refuseOccupied(finalDir: string, displaced: PackCopy | null): Promise<void> {
  // Folded: a file system that ignores case shows the displaced folder under the new spelling too.
  if (finalDir.toLowerCase() === displaced?.dir.toLowerCase() || !(await pathExists(finalDir))) return;
  throw new AppError('pack-exists', msg`"${finalDir}" is there already and is not this pack.`, {
    remedy: msg`Rename or remove that folder, then try again.`,
    details: { target: finalDir },
  });
}

async function installFresh(context: PackContext, displaced: PackCopy | null, job: InstallJob): Promise<void> {
  const { target, post, run } = job;
  const finalDir = enabledPlace(context, target.folder);
  await refuseOccupied(finalDir, displaced);
  const staged = await (target.kind === 'registry'
    ? stageRegistryPack(context, target.record, run)
    : stageClone(context, target, run));
  const { moves, origins } = await planDisplacement(context, listOf(displaced));
  const version = target.kind === 'registry' ? target.version : null;
  const { folder } = target;
  // Another version that is disabled has the choice of the same folder.
  const copies = await context.find((all) => copiesOfTarget(all, target));
  const groups = { folder, isThere: isFolderOf(copies, folder) };
  await deliverPack(
    context,
    { staged, finalDir, packName: folder, before: moves, origins, ...post, groups, version },
    run,
  );
}

/** Moves a second clone to a branch, tag or commit of its remote; null is the remote's default branch. A branch is brought up to date. */
async function switchRef(
  context: PackContext,
  input: { dir: string; copy: PackCopy; ref: string | null },
  run: PackRun,
): Promise<void> {
  const { dir, copy, ref } = input;
  const { remote } = upstreamOf(copy);
  await context.git.fetch({ dir, remote }, run.job);
  const git = findGitFolder(dir);
  const wanted = ref ?? (git === null ? null : readDefaultBranch(git, remote));
  if (git === null || wanted === null) {
    throw new AppError('version-not-found', msg`The default branch of "${packMessage(copy.name)}" is not known.`, {
      remedy: msg`Name the branch to install.`,
    });
  }
  await context.git.checkout({ dir, ref: wanted }, run.job);
  const head = readGitHead(git);
  const upstream = readGitUpstream(git, head);
  if (upstream !== null && upstream.branch !== null) {
    await context.git.fastForward({ dir, remote: upstream.remote, branch: upstream.branch }, run.job);
  }
}

async function switchVersion(context: PackContext, copy: PackCopy, job: InstallJob): Promise<void> {
  const { target, post, run } = job;
  if (target.kind === 'registry') return replaceRegistryPack(context, { copy, record: target.record, ...post }, run);
  const advance = (dir: string) => switchRef(context, { dir, copy, ref: target.ref }, run);
  return replaceClone(context, { copy, advance, ...post }, run);
}

async function installFiles(
  context: PackContext,
  target: Extract<InstallTarget, { kind: 'files' }>,
  run: PackRun,
): Promise<TaskOutcome> {
  const [group] = run.consent?.groups ?? [];
  if (group !== undefined) throw unknownGroup(target.folder, group, []);
  const places = target.files.map(({ name }) => ({ name, to: enabledPlace(context, name) }));
  const present = await Promise.all(places.map(({ to }) => pathExists(to)));
  if (present.every(Boolean)) return done(msg`"${packMessage(target.folder)}" is already installed.`);
  const staged = await stageFiles(context, target.files, run);
  try {
    const missing = places.filter((_, index) => !present[index]);
    stopIfCancelled(run.job);
    const moves = missing.map(({ name, to }) => ({ from: join(staged.dir, name), to }));
    await syncTree(staged.dir);
    const change = await context.swap.apply(moves, { task: run.task });
    await change.close();
  } finally {
    await staged.discard();
  }
  return done(msg`Installed "${packMessage(target.folder)}".`);
}

/** Makes the wanted version the active one. */
async function carryOut(context: PackContext, plan: ReturnType<typeof planInstall>, job: InstallJob): Promise<void> {
  const { post, run } = job;
  if (plan.kind === 'enable')
    await bringBack(context, { copy: plan.copy, displaced: listOf(plan.displaced), post }, run);
  if (plan.kind === 'switch') await switchVersion(context, plan.copy, job);
  if (plan.kind === 'fresh') await installFresh(context, plan.displaced, job);
}

/**
 * Installs a pack: afterwards the wanted version is the active one, whatever was installed, enabled or disabled before. A failure or a
 * cancel leaves everything as it was. Throws what resolving, the policy, downloads, git, archives, requirements and `install.py` throw.
 */
export async function installPack(context: PackContext, params: InstallParams, run: PackRun): Promise<TaskOutcome> {
  refuseProtected([params.id, params.repository, ...(params.files ?? [])]);
  const target = await resolveTarget(context, params, run);
  refuseProtected([target.folder]);
  stopIfCancelled(run.job);
  if (target.kind === 'files') return installFiles(context, target, run);
  const post = { pip: params.pip ?? [], skipPostInstall: params.skip_post_install === true };
  const job: InstallJob = { target, post, run };
  const plan = planInstall(await context.find((all) => copiesOfTarget(all, target)), target);
  if (plan.kind === 'keep') {
    return namesGroups(params)
      ? chooseGroups(context, plan.copy, run)
      : done(msg`"${packMessage(plan.copy.key)}" is already installed: ${describeTarget(target)}.`);
  }
  await carryOut(context, plan, job);
  return done(msg`Installed ${describeTarget(target)}.`);
}
