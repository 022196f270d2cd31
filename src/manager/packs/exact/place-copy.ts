import { join } from 'node:path';
import { listNames, pathExists, resolveInside } from '../../../base/files/files';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { isGitAddress } from '../../../contract/text/git-address';
import type { InstallParams } from '../../../contract/packs/pack-params';
import { returnToBranch } from './checkout-commit';
import { deliverPack } from '../change/deliver';
import { isFolderOf } from '../change/settle-groups';
import { disabledName, freeName } from '../change/disabled-places';
import type { ExactClone, ExactPack, ExactRegistryPack } from './exact-pack';
import { authoriseVersion, resolveTarget } from '../operations/install-target';
import { refuseProtected, type PackContext, type PackRun } from '../change/pack-run';
import { stageClone, stageRegistryPack, type StagedPack } from '../change/stage';
import { normaliseVersion } from '../inventory/versions';

interface Place {
  finalDir: string;
  /** What its folder is called when it is enabled. */
  folder: string;
  /** Name below `.disabled` and name when enabled, for the record of origins; null for an enabled place. */
  origin: [string, string] | null;
}

async function choosePlace(
  context: PackContext,
  pack: ExactPack,
  staged: { folder: string; registryId: string | null; version: string },
): Promise<Place> {
  const { folder } = staged;
  const finalDir = await resolveInside(context.paths.customNodesDir, folder);
  if (pack.isEnabled) {
    if (!(await pathExists(finalDir))) return { finalDir, folder, origin: null };
    throw new AppError('pack-exists', msg`"${folder}" is there already and is not this pack.`, {
      remedy: msg`Rename or remove that folder, then try again.`,
      details: { target: finalDir },
    });
  }
  const { disabledDir } = context.paths;
  const wanted = disabledName({ ...staged, source: pack.kind, originName: folder });
  const name = freeName(wanted, await listNames(disabledDir));
  return { finalDir: join(disabledDir, name), folder, origin: [name, folder] };
}

async function deliver(
  context: PackContext,
  input: { pack: ExactPack; staged: StagedPack; place: Place; packName: string; version: string | null },
  run: PackRun,
): Promise<void> {
  const { pack, staged, place, packName, version } = input;
  // The requirements of a disabled pack are looked at when it is enabled.
  const origins = { remember: place.origin === null ? [] : [place.origin] };
  const post = { pip: [], skipPostInstall: !pack.isEnabled, before: [], origins };
  const { finalDir, folder } = place;
  // Beside a copy of the same folder, which has a choice, nothing is chosen anew.
  const isThere = isFolderOf(await context.find((all) => all), folder);
  const groups = { folder, isThere };
  await deliverPack(context, { staged, finalDir, packName, version, groups, ...post }, run);
}

async function placeRegistryPack(context: PackContext, pack: ExactRegistryPack, run: PackRun): Promise<void> {
  run.authorise('install-registry');
  refuseProtected([pack.id, pack.folder]);
  const record = await context.catalogue.resolveVersion(pack.id, pack.version, run.job.signal);
  authoriseVersion(record, run);
  const version = normaliseVersion(record.version);
  const place = await choosePlace(context, pack, { folder: pack.folder ?? record.id, registryId: record.id, version });
  const staged = await stageRegistryPack(context, record, run);
  await deliver(context, { pack, staged, place, packName: record.id, version }, run);
}

/** Asks the policy what an address is to the catalogue, as an install does. */
function askForClone(pack: ExactClone): InstallParams {
  const version = pack.commit ?? pack.branch ?? 'nightly';
  return { id: pack.url, repository: pack.url, version, selected_version: version, mode: 'cache', channel: 'default' };
}

async function returnOrDiscard(
  context: PackContext,
  { pack: { commit, branch }, staged }: { pack: ExactClone; staged: StagedPack },
  run: PackRun,
): Promise<void> {
  if (commit === null) return;
  try {
    await returnToBranch(context, { dir: staged.dir, remote: 'origin', commit, branch }, run);
  } catch (error) {
    await staged.discard();
    throw error;
  }
}

async function placeClone(context: PackContext, pack: ExactClone, run: PackRun): Promise<void> {
  refuseProtected([pack.url, pack.folder]);
  const target = await resolveTarget(context, askForClone(pack), run);
  if (target.kind !== 'git') {
    throw new AppError('invalid-input', msg`"${pack.url}" is not the address of a git repository.`, {
      remedy: msg`Install the pack by hand.`,
    });
  }
  const { registryId } = target;
  const place = await choosePlace(context, pack, { folder: pack.folder ?? target.folder, registryId, version: '' });
  // The address as it was recorded: a clone over ssh stays one. Git would take any other text for a folder.
  const url = isGitAddress(pack.url) ? pack.url : target.url;
  const staged = await stageClone(context, { url, ref: pack.commit ?? pack.branch, registryId }, run);
  await returnOrDiscard(context, { pack, staged }, run);
  await deliver(context, { pack, staged, place, packName: target.folder, version: null }, run);
}

/** Brings a pack that is not there, straight to its enabled or disabled place; asks the policy like an install. */
export async function placeCopy(context: PackContext, pack: ExactPack, run: PackRun): Promise<void> {
  return pack.kind === 'registry' ? placeRegistryPack(context, pack, run) : placeClone(context, pack, run);
}
