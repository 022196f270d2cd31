import { basename, extname } from 'node:path';
import { done } from '../../../contract/tasks/task-outcome';
import { unpackArchive } from '../../../base/archives/archive';
import { isDirectory, listNames, pathExists } from '../../../base/files/files';
import { movePath, removeInside } from '../../../base/files/move-files';
import { stopIfCancelled } from '../../../base/async/job';
import { AppError } from '../../../contract/errors';
import { msg, joinMessages, packMessage } from '../../../contract/text/message';
import { listMessage } from '../../../contract/text/message-list';
import { InstallArchiveParams } from '../../../contract/packs/pack-params';
import type { TaskOutcome } from '../../../contract/tasks/tasks';
import { findPackRoot, readArchiveName } from '../change/archive-root';
import { deliverPack } from '../change/deliver';
import { isSameId, readProjectName } from '../inventory/identity';
import { refuseOccupied } from './install';
import type { PackCopy } from '../inventory/inventory';
import type { OriginChange } from '../inventory/origins';
import { enabledPlace, refuseProtected, type PackContext, type PackRun } from '../change/pack-run';
import { isFolderOf } from '../change/settle-groups';
import { refuseWithoutPython, stagePack, type StagedPack } from '../change/stage';
import type { Move } from '../change/swap-moves';
import { planDisplacement } from './toggle';

interface UnpackedPack extends StagedPack {
  /** Folder name below `custom_nodes`. */
  name: string;
}

/** What would make the pack somebody else's in everybody's eyes: a clone, or a version of the registry. */
const foreignMarks = new Set(['.git', '.tracking']);

async function requireFile(path: string): Promise<void> {
  if ((await pathExists(path)) && !(await isDirectory(path))) return;
  throw new AppError('invalid-input', msg`There is no file "${path}".`, {
    remedy: msg`Check the path; the file may have been moved or renamed.`,
  });
}

/** A name out of an archive is held to the same rule as one that a person writes. */
function isFolderName(name: string): boolean {
  return InstallArchiveParams.shape.name.safeParse(name).success && name !== '';
}

/** The name asked for, else what the pack calls itself, else its folder in the archive, else the file. */
async function chooseName(
  params: InstallArchiveParams,
  found: { rootDir: string; isWrapped: boolean },
): Promise<string> {
  const fileName = basename(params.path, extname(params.path));
  const wrapping = found.isWrapped ? basename(found.rootDir) : fileName;
  const names = [params.name, readProjectName(found.rootDir), readArchiveName(wrapping), readArchiveName(fileName)];
  const name = names.find((one): one is string => typeof one === 'string' && isFolderName(one));
  if (name !== undefined) return name;
  throw new AppError(
    'invalid-input',
    msg`Nothing in "${basename(params.path)}" gives a name for the folder of the pack.`,
    {
      remedy: msg`Give the pack a name, or rename the archive.`,
    },
  );
}

async function stageArchive(context: PackContext, params: InstallArchiveParams, run: PackRun): Promise<UnpackedPack> {
  const { settings } = context;
  const limits = {
    maxBytes: settings['archive.maxBytes'],
    maxEntries: settings['archive.maxEntries'],
    maxRatio: settings['archive.maxRatio'],
  };
  let name = '';
  const staged = await stagePack(context, async (dir) => {
    const unpackedDir = `${dir}.unpacked`;
    const what = `"${basename(params.path)}"`;
    await unpackArchive({ file: params.path, dir: unpackedDir, name: what, limits }, run.job);
    const rootDir = await findPackRoot(unpackedDir);
    name = await chooseName(params, { rootDir, isWrapped: rootDir !== unpackedDir });
    for (const mark of await listNames(rootDir)) {
      if (foreignMarks.has(mark.toLowerCase())) await removeInside(rootDir, mark);
    }
    await refuseWithoutPython(rootDir, 'archive');
    await movePath(rootDir, dir);
  });
  return { ...staged, name };
}

/**
 * What has to give way: an enabled folder of that name, which is disabled and not removed. Throws `pack-exists` when the name is the id of a pack
 * that is there, enabled or not: everything that speaks of the id would then mean either of the two.
 */
function findDisplaced(copies: readonly PackCopy[], name: string): PackCopy[] {
  const named = copies.find((copy) => isSameId(copy.registryId, name));
  if (named === undefined) return copies.filter((copy) => copy.enabled && isSameId(copy.name, name));
  throw new AppError(
    'pack-exists',
    msg`"${packMessage(named.key)}" is there already, and the pack in the archive has its name.`,
    {
      remedy: msg`Give the pack in the archive another name, or uninstall the one that is there.`,
      details: { target: named.dir },
    },
  );
}

interface Place {
  finalDir: string;
  before: Move[];
  origins: OriginChange;
  displaced: readonly PackCopy[];
}

async function makeRoomFor(context: PackContext, staged: UnpackedPack, run: PackRun): Promise<Place> {
  try {
    refuseProtected([staged.name]);
    stopIfCancelled(run.job);
    const finalDir = enabledPlace(context, staged.name);
    const displaced = await context.find((all) => findDisplaced(all, staged.name));
    await refuseOccupied(finalDir, displaced.find(({ dir }) => dir.toLowerCase() === finalDir.toLowerCase()) ?? null);
    const { moves, origins } = await planDisplacement(context, displaced);
    return { finalDir, before: moves, origins, displaced };
  } catch (error) {
    await staged.discard();
    throw error;
  }
}

/**
 * Installs a pack from a zip on this machine: unpacked in staging under the archive limits, its root folder found, its requirements installed, and
 * swapped in like every other pack. It becomes a plain folder, because nobody vouches for where it came from; a folder of that name that was
 * there is disabled. The policy judges it like a git address. Throws `invalid-input`, `pack-exists`, `policy-denied` and what archives,
 * requirements and `install.py` throw; a failure or a cancel leaves everything as it was.
 */
export async function installArchive(
  context: PackContext,
  params: InstallArchiveParams,
  run: PackRun,
): Promise<TaskOutcome> {
  run.authorise('install-git-url');
  await requireFile(params.path);
  const staged = await stageArchive(context, params, run);
  const place = await makeRoomFor(context, staged, run);
  const groups = { folder: staged.name, isThere: isFolderOf(place.displaced, staged.name) };
  const post = { pip: [], skipPostInstall: false, version: null, groups };
  await deliverPack(context, { staged, packName: staged.name, ...place, ...post }, run);
  const others = listMessage(place.displaced.map(({ key }) => packMessage(key)));
  const disabled = place.displaced.length === 0 ? [] : [msg`What was there is disabled: ${others}.`];
  return done(joinMessages([msg`Installed "${packMessage(staged.name)}" from ${basename(params.path)}.`, ...disabled]));
}
