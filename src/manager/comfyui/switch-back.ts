import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathExists, removeInside } from '../../base/files';
import { readGitHead, readRef } from '../../base/git-files';
import type { JobContext } from '../../base/job';
import { AppError } from '../../contract/errors';
import { bringChangesBack, clearChanges, listFiles, moveFiles } from './local-changes';
import { forgetRecord, keptFolder, readRecord, type SwitchRecord } from './switch-journal';
import { openClone, readPlace, shortCommit, type CodeRoom, type ComfyClone } from './switch-run';

const lockNames = ['index.lock', 'HEAD.lock'];
const lockPatienceMs = 5000;

/** A git that was killed leaves its lock; one that still runs removes it soon. */
async function waitForLocks({ folder }: ComfyClone): Promise<void> {
  const isHeld = async () =>
    (await Promise.all(lockNames.map((name) => pathExists(join(folder.gitDir, name))))).includes(true);
  for (let waitedMs = 0; waitedMs < lockPatienceMs && (await isHeld()); waitedMs += 100) await delay(100);
  for (const name of lockNames) await removeInside(folder.gitDir, name);
}

function isElsewhere({ folder }: ComfyClone, record: SwitchRecord): boolean {
  const { commit } = readGitHead(folder);
  return commit !== record.from.commit && commit !== record.target;
}

/** Files that neither version nor the kept changes know in this form: edited since, by somebody. They are saved under a name of their own. */
async function keepLaterEdits(
  { repository }: ComfyClone,
  record: SwitchRecord,
  paths: readonly string[],
): Promise<string[]> {
  const { from, target, keptChanges, stem, step } = record;
  const known = [
    from.commit,
    ...(step === 'moving' ? [target] : []),
    ...(keptChanges === null ? [] : [keptChanges.commit]),
  ];
  let foreign = [...paths];
  for (const commit of known) {
    const differing = new Set(await repository.listEdited(commit));
    foreign = foreign.filter((path) => differing.has(path));
  }
  if (foreign.length === 0) return [];
  const saved = await repository.saveChanges('Edits made while an update of ComfyUI was unfinished');
  if (saved === null) return [];
  const name = `comfyui-manager-desktop/kept/${stem}-later`;
  await repository.setBranch(name, saved);
  return [`Later edits of ${listFiles(foreign)} are kept as branch "${name}".`];
}

async function putFilesBack(clone: ComfyClone, record: SwitchRecord): Promise<string[]> {
  const { repository } = clone;
  const { from, target, keptChanges, step } = record;
  const isMoved = step === 'moving';
  const changed = isMoved ? await repository.listChanged(from.commit, target) : [];
  // With the other version's index every file that it may have written is known to git, so that none stays behind.
  if (isMoved) await repository.readIndex(target);
  const notes = await keepLaterEdits(clone, record, [...new Set([...changed, ...(keptChanges?.files ?? [])])]);
  await repository.restorePaths(from.commit, changed, 'both');
  if (keptChanges !== null) await clearChanges(clone, from.commit, keptChanges);
  else if (isMoved) await repository.readIndex(from.commit);
  return notes;
}

async function dropBranch({ repository, folder }: ComfyClone, name: string): Promise<void> {
  if (readRef(folder, `refs/heads/${name}`) !== null) await repository.setBranch(name, null);
}

async function putHeadBack(clone: ComfyClone, { from, branch }: SwitchRecord): Promise<void> {
  await clone.repository.pointHead(from);
  if (branch === null) return;
  if (branch.commit === null) await dropBranch(clone, branch.name);
  else await clone.repository.setBranch(branch.name, branch.commit);
}

async function putChangesBack(clone: ComfyClone, record: SwitchRecord, desktopDir: string): Promise<string[]> {
  const { keptChanges, movedAside, keptCommits } = record;
  const aside = keptFolder(desktopDir, record);
  const left = await moveFiles(movedAside, { from: aside, to: clone.dir });
  if (left.length === 0) await removeInside(desktopDir, join('kept', record.stem));
  if (keptChanges !== null) {
    await bringChangesBack(clone, keptChanges);
    await dropBranch(clone, keptChanges.name);
  }
  for (const { name } of keptCommits) await dropBranch(clone, name);
  return left.length === 0 ? [] : [`${listFiles(left)} could not be moved back and lies in ${aside}.`];
}

async function putPackagesBack(room: CodeRoom, { packages }: SwitchRecord, job: JobContext): Promise<void> {
  if (packages === null) return;
  const after = await room.python.listPackages();
  await room.python.revertPackages({ before: new Map(Object.entries(packages)), after }, job);
}

/** Submodules may need the network, which must not keep everything else from going back. */
async function putSubmodulesBack({ repository }: ComfyClone, room: CodeRoom): Promise<void> {
  try {
    await repository.updateSubmodules();
  } catch (error) {
    room.log.warn('The submodules of ComfyUI could not be put back.', { error });
  }
}

/**
 * Takes an unfinished change of version back as a whole: files, HEAD and branch, what was kept aside, packages. Each step can be repeated,
 * so a crash in here is taken up again. Answers with what people need to know; throws what git and the python room throw.
 */
export async function switchBack(room: CodeRoom, record: SwitchRecord, job: JobContext): Promise<string[]> {
  const clone = openClone(room, job);
  job.report({ phase: 'Going back', message: shortCommit(record.from.commit) });
  await waitForLocks(clone);
  if (isElsewhere(clone, record)) {
    await forgetRecord(room.desktopDir);
    return ['Somebody has checked out another commit meanwhile, so nothing was moved back.'];
  }
  const later = await putFilesBack(clone, record);
  await putHeadBack(clone, record);
  await putSubmodulesBack(clone, room);
  const left = await putChangesBack(clone, record, room.desktopDir);
  const place = readPlace(clone.folder);
  if (place.commit !== record.from.commit || place.branch !== record.from.branch) {
    throw new AppError('verification-failed', `ComfyUI is not back at ${shortCommit(record.from.commit)}.`);
  }
  await putPackagesBack(room, record, job);
  await forgetRecord(room.desktopDir);
  return [...later, ...left];
}

/** Takes back what a crash has left, if anything. Throws what `switchBack` throws; the record stays then. */
export async function recoverSwitch(room: CodeRoom, job: JobContext): Promise<void> {
  const record = await readRecord(room.desktopDir);
  if (record === null) return;
  if (record === 'unreadable') {
    room.log.error('The record of an unfinished change of ComfyUI is unreadable, so it was dropped.');
    await forgetRecord(room.desktopDir);
    return;
  }
  const notes = await switchBack(room, record, job);
  room.log.warn('An unfinished change of ComfyUI was taken back.', { to: record.from.commit, notes });
}
