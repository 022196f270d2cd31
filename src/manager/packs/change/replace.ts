import { basename, dirname, join } from 'node:path';
import { listNames } from '../../../base/files/files';
import { findGitFolder, readGitHead, readGitUpstream, type GitUpstream } from '../../../base/git/files';
import { stopIfCancelled } from '../../../base/async/job';
import { AppError } from '../../../contract/errors';
import type { EditedFiles } from '../../../contract/packs/pack-params';
import { msg, packMessage } from '../../../contract/text/message';
import type { RegistryVersion } from '../../catalogue/catalogue';
import { deliverPack } from './deliver';
import { disabledName, freeName } from './disabled-places';
import {
  compareEditedFiles,
  editsInTheWay,
  listEditedFiles,
  reportEdits,
  reportUnknownEdits,
  settleEdits,
} from './edited-files';
import { isSameId, readTracking } from '../inventory/identity';
import type { PackCopy } from '../inventory/inventory';
import type { OriginChange } from '../inventory/origins';
import type { PackContext, PackRun } from './pack-run';
import { stageRegistryPack, stageSecondClone, type StagedPack } from './stage';
import type { Move } from './swap-moves';
import { listUserEntries, ownFromCheckout, ownFromTracking, planCarry } from './user-files';
import { normaliseVersion } from '../inventory/versions';

export interface PostInstall {
  pip: readonly string[];
  skipPostInstall: boolean;
  /** What becomes of files that a person has edited. Left out, those of a release are kept, and a clone that has some stays as it is. */
  editedFiles?: EditedFiles | null | undefined;
}

/** The copy keeps its name, and with it the choice of its optional groups. */
const sameChoice = ({ originName: folder }: PackCopy) => ({ folder, isThere: true });

/** Refuses folders that are not ours to replace: links to a person's own place, work trees and submodules of another repository. */
export function refuseForeignFolder(copy: PackCopy): void {
  const isLinkedTree = copy.source === 'git' && findGitFolder(copy.dir)?.isLinked === true;
  if (!copy.isLink && !isLinkedTree) return;
  const what = copy.isLink ? msg`a link to a folder elsewhere` : msg`a work tree or submodule of another repository`;
  throw new AppError(
    'local-changes',
    msg`"${packMessage(copy.name)}" is ${what}, so its files are not replaced from here.`,
    {
      remedy: msg`Update it at its own place.`,
    },
  );
}

async function finalPlace(
  context: PackContext,
  { copy, version, leaving }: { copy: PackCopy; version: string; leaving: readonly string[] },
): Promise<string> {
  if (copy.enabled || dirname(copy.dir) !== context.paths.disabledDir) return copy.dir;
  const name = disabledName({ ...copy, version });
  if (name === copy.name) return copy.dir;
  const taken = (await listNames(context.paths.disabledDir)).filter(
    (one) => one !== copy.name && !leaving.includes(one),
  );
  return join(context.paths.disabledDir, freeName(name, taken));
}

/** Disabled copies of the version that is about to arrive: it must not be there twice, once enabled and once disabled. */
async function planTwins(
  context: PackContext,
  { copy, version }: { copy: PackCopy; version: string },
): Promise<{ moves: Move[]; names: string[] }> {
  const { registryId } = copy;
  const twins = await context.find((all) =>
    all.filter((other) => {
      const isSamePack = registryId !== null && isSameId(other.registryId, registryId) && other.source === 'registry';
      return isSamePack && other.version === version && !other.enabled && !other.isLink && other.dir !== copy.dir;
    }),
  );
  return {
    moves: twins.map(({ dir, name }) => ({ from: dir, to: context.swap.trashPlace(name) })),
    names: twins.map(({ name }) => name),
  };
}

/** A new version of a pack in staging. */
export interface NextStaged {
  staged: StagedPack;
  /** What people added to the copy that is there, below its folder. */
  entries: string[];
}

/** Prepares another version of a registry pack in staging. Throws `local-changes` for a folder that is not ours to replace, and what `stageRegistryPack` throws. */
export async function stageNextRelease(
  context: PackContext,
  { copy, record }: { copy: PackCopy; record: RegistryVersion },
  run: PackRun,
): Promise<NextStaged> {
  refuseForeignFolder(copy);
  const staged = await stageRegistryPack(context, record, run);
  return { staged, entries: listUserEntries(copy.dir, ownFromTracking(readTracking(copy.dir) ?? [])) };
}

/** Plans what is carried into a staged version; it is discarded where that fails. */
async function carryInto(
  context: PackContext,
  input: NextStaged & { copy: PackCopy; edited: readonly string[]; choice: EditedFiles },
  run: PackRun,
): Promise<{ carried: Move[]; notify: () => void }> {
  const { copy, staged, entries } = input;
  try {
    const edits = await settleEdits(context, input, run);
    const carried = await planCarry({ entries: [...entries, ...edits.kept], oldDir: copy.dir, stagedDir: staged.dir });
    return { carried, notify: () => reportEdits(copy, { ...edits, moves: carried.slice(entries.length) }, run) };
  } catch (error) {
    await staged.discard();
    throw error;
  }
}

/**
 * Puts another version of a registry pack in the place of a copy. Files that people added stay, and of those that they edited becomes what `editedFiles` says (decision 25). A disabled copy of that version goes to the
 * trash, with what was added to it.
 */
export async function replaceRegistryPack(
  context: PackContext,
  input: { copy: PackCopy; record: RegistryVersion } & PostInstall,
  run: PackRun,
): Promise<void> {
  const { copy, record, pip, skipPostInstall, editedFiles } = input;
  refuseForeignFolder(copy);
  const known = await compareEditedFiles(context, copy, run);
  const next = await stageNextRelease(context, { copy, record }, run);
  const choice = editedFiles ?? 'keep';
  const { carried, notify } = await carryInto(context, { ...next, copy, edited: known ?? [], choice }, run);
  const version = normaliseVersion(record.version);
  const twins = await planTwins(context, { copy, version });
  const finalDir = await finalPlace(context, { copy, version, leaving: twins.names });
  const before = [...twins.moves, ...carried, { from: copy.dir, to: context.swap.trashPlace(copy.name) }];
  const newName = basename(finalDir);
  const isRenamed = newName !== basename(copy.dir);
  // A disabled version carries its number in its name; what it was called before must be known under the new one.
  const origins: OriginChange = {
    remember: isRenamed ? [[newName, copy.originName]] : [],
    forget: [...(isRenamed ? [copy.name] : []), ...twins.names],
  };
  const groups = sameChoice(copy);
  const { staged } = next;
  const delivery = { staged, finalDir, packName: copy.key, before, origins, pip, skipPostInstall, version, groups };
  await deliverPack(context, delivery, run);
  if (known === null) reportUnknownEdits(copy, run);
  notify();
}

/** The remote a clone is updated from. Throws `git-failed` when it has none. */
export function upstreamOf(copy: PackCopy): GitUpstream {
  const git = findGitFolder(copy.dir);
  const upstream = git === null ? null : readGitUpstream(git, readGitHead(git));
  if (upstream !== null) return upstream;
  throw new AppError(
    'git-failed',
    msg`"${packMessage(copy.name)}" is a clone without a remote, so there is nowhere to update it from.`,
    {
      remedy: msg`Add a remote in that folder, or install the pack again.`,
    },
  );
}

/** Prepares a clone at another commit in staging: a second copy is made, and `advance` moves that one. Throws as `replaceClone`. */
export async function stageNextCommit(
  context: PackContext,
  { copy, advance }: { copy: PackCopy; advance: (dir: string) => Promise<void> },
  run: PackRun,
): Promise<NextStaged> {
  refuseForeignFolder(copy);
  let entries: string[] = [];
  const prepare = async (dir: string) => {
    // Before it moves on, the second copy shows which files belong to the commit and which were added.
    entries = listUserEntries(copy.dir, ownFromCheckout(dir));
    stopIfCancelled(run.job);
    await advance(dir);
  };
  return { staged: await stageSecondClone(context, { dir: copy.dir, advance: prepare }, run), entries };
}

/**
 * Moves a clone to another commit: a second copy is made in staging, `advance` moves that one, then it takes the first one's place. Untracked
 * files stay. Throws `local-changes` for edits of which nobody has said what becomes of them, `git-failed` and what `advance` throws.
 */
export async function replaceClone(
  context: PackContext,
  input: { copy: PackCopy; advance: (dir: string) => Promise<void> } & PostInstall,
  run: PackRun,
): Promise<void> {
  const { copy, pip, skipPostInstall, editedFiles } = input;
  refuseForeignFolder(copy);
  const edited = (await listEditedFiles(context, copy, run.job)) ?? [];
  if (edited.length > 0 && !editedFiles) throw editsInTheWay(copy, edited);
  const next = await stageNextCommit(context, input, run);
  const { carried, notify } = await carryInto(context, { ...next, copy, edited, choice: editedFiles ?? 'keep' }, run);
  const before = [...carried, { from: copy.dir, to: context.swap.trashPlace(copy.name) }];
  const delivery = {
    staged: next.staged,
    finalDir: copy.dir,
    packName: copy.key,
    before,
    pip,
    skipPostInstall,
    groups: sameChoice(copy),
    version: null,
  };
  await deliverPack(context, delivery, run);
  notify();
}
