import { isSameRepository } from '../../../base/git/address';
import { AppError } from '../../../contract/errors';
import { msg, packMessage } from '../../../contract/text/message';
import { checkoutCommit } from './checkout-commit';
import { isAtVersion, type ExactClone, type ExactPack, type ExactRegistryPack } from './exact-pack';
import { isSameId } from '../inventory/identity';
import { authoriseVersion } from '../operations/install-target';
import type { PackCopy } from '../inventory/inventory';
import { refuseProtected, type PackContext, type PackRun } from '../change/pack-run';
import { placeCopy } from './place-copy';
import { replaceClone, replaceRegistryPack } from '../change/replace';
import { stopIfCancelled } from '../../../base/async/job';
import { orRollBack } from '../change/or-roll-back';
import { planDisplacement, planEnable } from '../operations/toggle';

/**
 * Operations on one copy and no other, also where a pack has several: what a restore needs, and what the operations by name cannot say.
 * They ask the policy like an install does, and throw what it throws.
 */
export interface OneCopyOperations {
  /** Brings a pack that is not there, straight to its enabled or disabled place. Throws `pack-exists` when its folder is taken. */
  place(pack: ExactPack, run: PackRun): Promise<void>;
  /** Brings a copy to the version, keeping what people added; then enables or disables it. */
  change(copy: PackCopy, pack: ExactPack, run: PackRun): Promise<void>;
  /** Enables or disables a copy, whatever it is. */
  toggle(copy: PackCopy, isEnabled: boolean, run: PackRun): Promise<void>;
}

async function changeRegistryPack(
  context: PackContext,
  input: { copy: PackCopy; pack: ExactRegistryPack },
  run: PackRun,
): Promise<void> {
  const { copy, pack } = input;
  run.authorise('install-registry');
  const record = await context.catalogue.resolveVersion(pack.id, pack.version, run.job.signal);
  authoriseVersion(record, run);
  await replaceRegistryPack(context, { copy, record, pip: [], skipPostInstall: !pack.isEnabled }, run);
}

async function changeClone(
  context: PackContext,
  input: { copy: PackCopy; pack: ExactClone },
  run: PackRun,
): Promise<void> {
  const { copy, pack } = input;
  const { commit, branch } = pack;
  if (commit === null) return;
  // The remote is known already and stays the same, so this is no more than an update.
  run.authorise('update');
  const advance = (dir: string) => checkoutCommit(context, { dir, copy, commit, branch }, run);
  await replaceClone(context, { copy, advance, pip: [], skipPostInstall: !pack.isEnabled }, run);
}

/** The copy after its version changed; a disabled one carries the version in its name and so has got another one. */
async function findChanged(context: PackContext, copy: PackCopy, pack: ExactPack): Promise<PackCopy> {
  const isThatPack = (other: PackCopy) =>
    other.dir === copy.dir ||
    (other.source === copy.source && other.originName === copy.originName && other.enabled === copy.enabled);
  const isSame = (other: PackCopy) =>
    pack.kind === 'registry'
      ? isSameId(other.registryId, pack.id)
      : other.repository !== null && isSameRepository(other.repository, pack.url);
  const copies = await context.find((all) => all.filter(isThatPack));
  const found = copies.find((other) => isSame(other) && isAtVersion(other, pack));
  if (found !== undefined) return found;
  throw new AppError(
    'verification-failed',
    msg`"${packMessage(copy.name)}" is not at the recorded version after the change.`,
    {
      remedy: msg`Read the log of the task and try again.`,
    },
  );
}

/** Enables or disables one copy. Nothing of what it asks for is looked at: whoever restores brings the packages back as well. */
async function toggleCopy(
  context: PackContext,
  { copy, isEnabled }: { copy: PackCopy; isEnabled: boolean },
  run: PackRun,
): Promise<void> {
  if (copy.enabled === isEnabled) return;
  run.authorise(isEnabled ? 'enable' : 'disable');
  refuseProtected([copy.name, copy.registryId]);
  const { moves, origins } = isEnabled ? await planEnable(context, copy, []) : await planDisplacement(context, [copy]);
  stopIfCancelled(run.job);
  run.job.report({ phase: isEnabled ? msg`Enabling` : msg`Disabling`, message: packMessage(copy.originName) });
  const change = await context.swap.apply(moves, { task: run.task, origins });
  await orRollBack({ rollBack: change.rollBack, log: context.log }, () => change.close());
}

async function changeCopy(
  context: PackContext,
  input: { copy: PackCopy; pack: ExactPack },
  run: PackRun,
): Promise<void> {
  const { copy, pack } = input;
  refuseProtected([copy.name, copy.registryId, copy.repository]);
  if (isAtVersion(copy, pack)) return toggleCopy(context, { copy, isEnabled: pack.isEnabled }, run);
  if (pack.kind === 'registry') await changeRegistryPack(context, { copy, pack }, run);
  else await changeClone(context, { copy, pack }, run);
  const changed = await findChanged(context, copy, pack);
  await toggleCopy(context, { copy: changed, isEnabled: pack.isEnabled }, run);
}

/** Makes the operations on single copies; each runs inside `changing`, so that the next reading of the packs shows it. */
export function createOneCopyOperations(
  context: PackContext,
  changing: (work: () => Promise<void>) => Promise<void>,
): OneCopyOperations {
  return {
    place: (pack, run) => changing(() => placeCopy(context, pack, run)),
    change: (copy, pack, run) => changing(() => changeCopy(context, { copy, pack }, run)),
    toggle: (copy, isEnabled, run) => changing(() => toggleCopy(context, { copy, isEnabled }, run)),
  };
}
