import { join } from 'node:path';
import { pathExists } from '../../../base/files/files';
import { readRef, shortCommit } from '../../../base/git/files';
import { stopIfCancelled, withoutCancel, type JobContext } from '../../../base/async/job';
import { AppError } from '../../../contract/errors';
import { comfyRequirementFiles } from '../../python/requirements/needed-packages';
import { chooseRequirementFiles } from './requirement-files';
import { clearChanges, findLocalChanges, moveFiles } from './local-changes';
import { switchBack } from './switch-back';
import { describeKept, forgetRecord, keptFolder, listFiles, writeRecord, type SwitchRecord } from './switch-journal';
import { openClone, readPlace, type CodePlace, type CodeContext, type ComfyClone } from './switch-run';
import type { SwitchTarget } from './switch-target';

export interface SwitchResult {
  from: CodePlace;
  to: CodePlace;
  /** What was kept aside, and how to get it back; one sentence each. */
  notes: string[];
}

const keptPrefix = 'comfyui-manager-desktop/kept';
const packName = 'ComfyUI';

async function chooseStem({ folder }: ComfyClone, desktopDir: string): Promise<string> {
  const [date = '', time = ''] = new Date().toISOString().split('T');
  const base = `${date}-${time.slice(0, 8).replaceAll(':', '')}`;
  for (let count = 1; ; count += 1) {
    const stem = count === 1 ? base : `${base}-${count}`;
    const isTaken = ['changes', 'commits', 'branch-commits'].some(
      (what) => readRef(folder, `refs/heads/${keptPrefix}/${stem}-${what}`) !== null,
    );
    if (!isTaken && !(await pathExists(keptFolder(desktopDir, { stem })))) return stem;
  }
}

/** Commits that no name would lead to any more: a detached HEAD of one's own, and what a branch has beyond its remote. */
async function findLooseCommits({ repository }: ComfyClone, from: CodePlace, target: SwitchTarget): Promise<string[]> {
  const loose: string[] = [];
  if (from.branch === null && from.commit !== target.commit && !(await repository.isHeld(from.commit)))
    loose.push(from.commit);
  const { branchCommit, commit } = target;
  if (branchCommit !== null && (await repository.countAhead(branchCommit, commit)) > 0) loose.push(branchCommit);
  return loose;
}

async function planRecord(
  context: CodeContext,
  clone: ComfyClone,
  { from, target }: { from: CodePlace; target: SwitchTarget },
) {
  const none = { saved: null, inTheWay: [], missing: [] };
  // The same commit under another name moves no file.
  const { saved, inTheWay, missing } =
    from.commit === target.commit ? none : await findLocalChanges(clone, from.commit, target.commit);
  const stem = await chooseStem(clone, context.desktopDir);
  const loose = await findLooseCommits(clone, from, target);
  const record: SwitchRecord = {
    ...{ stem, step: 'aside', from, target: target.commit, packages: null, movedAside: inTheWay, missing },
    branch: target.branch === null ? null : { name: target.branch, commit: target.branchCommit },
    keptCommits: loose.map((commit, index) => ({
      name: `${keptPrefix}/${stem}-${index === 0 ? 'commits' : 'branch-commits'}`,
      commit,
    })),
    keptChanges: saved === null ? null : { name: `${keptPrefix}/${stem}-changes`, ...saved },
  };
  return record;
}

/** A change under way; its record is replaced as it moves on. */
interface OpenSwitch {
  record: SwitchRecord;
  job: JobContext;
}

async function advance(context: CodeContext, open: OpenSwitch, done: Partial<SwitchRecord>): Promise<void> {
  open.record = { ...open.record, ...done };
  await writeRecord(context.desktopDir, open.record);
}

async function keepAside(context: CodeContext, clone: ComfyClone, open: OpenSwitch): Promise<void> {
  const { repository, dir } = clone;
  const { keptChanges, keptCommits, movedAside, from } = open.record;
  for (const { name, commit } of keptCommits) await repository.setBranch(name, commit);
  if (keptChanges !== null) await repository.setBranch(keptChanges.name, keptChanges.commit);
  // The files are moved away before another version writes over their places.
  await moveFiles(movedAside, { from: dir, to: keptFolder(context.desktopDir, open.record) });
  if (keptChanges === null) return;
  await advance(context, open, { step: 'keeping' });
  await clearChanges(clone, from.commit, keptChanges);
}

async function installNeeds(context: CodeContext, dir: string, open: OpenSwitch): Promise<void> {
  const { job } = open;
  const asked = await Promise.all([...comfyRequirementFiles, 'install.py'].map((name) => pathExists(join(dir, name))));
  if (!asked.includes(true)) return;
  const { python, settings } = context;
  const before = await python.listPackages();
  const files = chooseRequirementFiles(settings, before);
  const needs = { packDir: dir, files };
  for (const name of comfyRequirementFiles.filter((one) => !files.includes(one)))
    job.log(`${name} was not looked at: this installation does not use ComfyUI-Manager inside of ComfyUI.`);
  await advance(context, open, { packages: Object.fromEntries(before) });
  await python.installRequirements({ ...needs, packName }, job);
  await python.runInstallScript({ packDir: dir, packName }, job);
  const unmet = await python.checkRequirements(needs, job.signal);
  if (unmet.length === 0) return python.warnOfBroken(before, job);
  throw new AppError('verification-failed', `The new version of ComfyUI still lacks packages: ${listFiles(unmet)}.`, {
    remedy: 'Read the log of the task.',
    details: { unmet },
  });
}

async function moveCode(
  context: CodeContext,
  clone: ComfyClone,
  open: OpenSwitch & { target: SwitchTarget },
): Promise<void> {
  const { job, target } = open;
  await keepAside(context, clone, open);
  stopIfCancelled(job);
  await advance(context, open, { step: 'moving' });
  job.report({ phase: 'Checking out', message: target.branch ?? shortCommit(target.commit) });
  await clone.repository.checkOut(target);
  await clone.repository.updateSubmodules();
  await installNeeds(context, clone.dir, open);
  stopIfCancelled(job);
  const place = readPlace(clone.folder);
  if (place.commit === target.commit && place.branch === target.branch) return;
  throw new AppError(
    'verification-failed',
    `ComfyUI is at ${shortCommit(place.commit)}, not at ${shortCommit(target.commit)}.`,
  );
}

/** Takes everything back and answers with the error to throw: the first one, with what people need to know beside it. */
async function giveUp(context: CodeContext, { record, job }: OpenSwitch, error: unknown): Promise<unknown> {
  try {
    const { isBack, notes } = await switchBack(context, record, withoutCancel(job));
    const back = isBack ? [`ComfyUI was put back to ${shortCommit(record.from.commit)}.`] : [];
    return addToError(error, [...back, ...notes]);
  } catch (backError) {
    context.log.error('A change of ComfyUI could not be taken back.', { error: backError });
    const reason = backError instanceof Error ? backError.message : String(backError);
    const saved = describeKept(context.desktopDir, record);
    return addToError(error, [`Going back failed too: ${reason} It is tried again at the next start.`, ...saved]);
  }
}

function addToError(error: unknown, sentences: readonly string[]): unknown {
  if (!(error instanceof AppError)) return error;
  const { code, message, remedy, details } = error;
  return new AppError(code, [message, ...sentences].join(' '), { remedy, details, cause: error });
}

/**
 * Moves the code to a target with all that belongs to it: a person's changes kept aside by name, submodules, requirements, verification.
 * On failure or cancel everything is as before. Throws `local-changes`, `verification-failed`, and what git and the python room throw.
 */
export async function switchCode(context: CodeContext, target: SwitchTarget, job: JobContext): Promise<SwitchResult> {
  const clone = openClone(context, job);
  const from = readPlace(clone.folder);
  const record = await planRecord(context, clone, { from, target });
  stopIfCancelled(job);
  const open = { record, job, target };
  await writeRecord(context.desktopDir, record);
  try {
    await moveCode(context, clone, open);
  } catch (error) {
    throw await giveUp(context, open, error);
  }
  await forgetRecord(context.desktopDir);
  const { commit, branch } = target;
  return { from, to: { commit, branch }, notes: describeKept(context.desktopDir, record) };
}
