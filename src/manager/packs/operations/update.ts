import { AppError } from '../../../contract/errors';
import { done } from '../../../contract/tasks/task-outcome';
import { msg, type Message, packMessage } from '../../../contract/text/message';
import type { UpdateParams } from '../../../contract/packs/pack-params';
import type { TaskOutcome } from '../../../contract/tasks/tasks';
import { findGitFolder, readGitHead, shortCommit } from '../../../base/git/files';
import type { RegistryVersion } from '../../catalogue/catalogue';
import { packHeld } from '../inventory/holds';
import { activeCopy, findCopies } from '../inventory/find-copies';
import { authoriseVersion } from './install-target';
import { chooseGroups, namesGroups } from './choose-groups';
import { compareDisabledCopies, type PackCopy } from '../inventory/inventory';
import { notInstalled, refuseProtected, type PackContext, type PackRun } from '../change/pack-run';
import { refuseForeignFolder, replaceClone, replaceRegistryPack, upstreamOf } from '../change/replace';
import { compareVersions, normaliseVersion } from '../inventory/versions';

const runPostInstall = { pip: [], skipPostInstall: false } as const;

/** The copy an update or a fix works on: the enabled one, else the newest disabled one. Throws `pack-not-installed`. */
export async function findCopy(context: PackContext, ref: string): Promise<PackCopy> {
  const own = await context.find((all) => findCopies(all, ref));
  const copy = activeCopy(own) ?? [...own].sort(compareDisabledCopies)[0];
  if (copy === undefined) throw notInstalled(ref);
  refuseProtected([ref, copy.name, copy.registryId]);
  return copy;
}

/** What the newest version of a pack is, and how a copy gets there. */
export type NextVersion =
  | { kind: 'none'; message: Message }
  | { kind: 'registry'; record: RegistryVersion; latest: string }
  | { kind: 'clone'; advance: (dir: string) => Promise<void>; reached: () => string };

async function findNextRelease(context: PackContext, copy: PackCopy, run: PackRun): Promise<NextVersion> {
  run.job.report({ phase: msg`Resolving`, message: msg`${packMessage(copy.key)} ${'latest'}` });
  const record = await context.catalogue.resolveVersion(copy.registryId ?? copy.key, null, run.job.signal);
  const latest = normaliseVersion(record.version);
  if (latest === copy.version) return { kind: 'none', message: msg`Already at ${copy.version}.` };
  if (compareVersions(copy.version, latest) > 0) {
    const message = msg`Already at ${copy.version}, which is newer than the registry's latest ${latest}.`;
    return { kind: 'none', message };
  }
  authoriseVersion(record, run);
  return { kind: 'registry', record, latest };
}

async function findNextCommit(context: PackContext, copy: PackCopy, run: PackRun): Promise<NextVersion> {
  if (copy.branch === null) {
    const message = msg`"${packMessage(copy.key)}" is pinned to commit ${shortCommit(copy.version)}, so it was not updated.`;
    return { kind: 'none', message };
  }
  const { remote, branch } = upstreamOf(copy);
  const target = branch ?? copy.branch;
  const newest = await context.git.remoteCommit({ dir: copy.dir, remote, branch: target }, run.job);
  if (newest === null) {
    throw new AppError(
      'version-not-found',
      msg`The remote of "${packMessage(copy.name)}" has no branch "${target}" any more.`,
      {
        remedy: msg`Install the pack again as nightly to follow its current default branch.`,
      },
    );
  }
  if (newest === copy.version) return { kind: 'none', message: msg`Already at ${shortCommit(copy.version)}.` };
  refuseForeignFolder(copy);
  let reached = copy.version;
  const advance = async (dir: string) => {
    await context.git.fetch({ dir, remote }, run.job);
    await context.git.fastForward({ dir, remote, branch: target }, run.job);
    const git = findGitFolder(dir);
    reached = (git === null ? null : readGitHead(git).commit) ?? copy.version;
  };
  return { kind: 'clone', advance, reached: () => reached };
}

/** Looks for what an update would bring: the registry's latest, or the newest commit of the branch. Throws as `updatePack`. */
async function findNextVersion(context: PackContext, copy: PackCopy, run: PackRun): Promise<NextVersion> {
  const hold = (await context.holds.read()).of(copy);
  if (hold !== null) throw packHeld(copy.key, hold);
  if (copy.source === 'registry') return findNextRelease(context, copy, run);
  if (copy.source === 'git') return findNextCommit(context, copy, run);
  const pack = packMessage(copy.name);
  const words =
    copy.source === 'file'
      ? msg`"${pack}" is a single file, and where a newer version would come from is not known.`
      : msg`"${pack}" is a plain folder, and where a newer version would come from is not known.`;
  throw new AppError('invalid-input', words, {
    remedy: msg`Install it from the registry or from git to be able to update it.`,
  });
}

/** The copy that an update would replace, and what by. Throws as `updatePack`. */
export async function findUpdate(
  context: PackContext,
  ref: string,
  run: PackRun,
): Promise<{ copy: PackCopy; next: NextVersion }> {
  const copy = await findCopy(context, ref);
  return { copy, next: await findNextVersion(context, copy, run) };
}

/**
 * Brings a pack to its newest version: registry packs to the registry's latest, clones forward along their branch. Up to date and pinned
 * packs are left as they are and say so. A pack that a person holds is `pack-held`; network failures, local edits and diverged branches fail
 * and change nothing.
 */
export async function updatePack(context: PackContext, params: UpdateParams, run: PackRun): Promise<TaskOutcome> {
  run.authorise('update');
  const { copy, next } = await findUpdate(context, params.node_name, run);
  if (next.kind === 'none' && namesGroups(params)) return chooseGroups(context, copy, run);
  if (next.kind === 'none') return done(next.message);
  const editedFiles = params.edited_files;
  if (next.kind === 'registry') {
    await replaceRegistryPack(context, { copy, record: next.record, ...runPostInstall, editedFiles }, run);
    return done(msg`Updated "${packMessage(copy.key)}" from ${copy.version} to ${next.latest}.`);
  }
  await replaceClone(context, { copy, advance: next.advance, ...runPostInstall, editedFiles }, run);
  const reached = next.reached();
  return reached === copy.version
    ? done(msg`"${packMessage(copy.key)}" has commits that its remote lacks; there was nothing to update.`)
    : done(msg`Updated "${packMessage(copy.key)}" from ${shortCommit(copy.version)} to ${shortCommit(reached)}.`);
}
