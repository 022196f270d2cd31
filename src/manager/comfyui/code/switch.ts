import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathExists } from '../../../base/files/files';
import { removeInside } from '../../../base/files/move-files';
import { readRef, shortCommit } from '../../../base/git/files';
import { stopIfCancelled, withoutCancel, type JobContext } from '../../../base/async/job';
import { AppError } from '../../../contract/errors';
import { msg, joinMessages, type Sentence } from '../../../contract/text/message';
import type { PackageConsent } from '../../python/plan/consent';
import { isNoDifference, type PackageDifference } from '../../python/packages/package-difference';
import { comfyRequirementFiles } from '../../python/requirements/needed-packages';
import type { RequirementText } from '../../python/requirements/requirement-text';
import { replacedIn, type CodeChange } from '../../records/change-record';
import type { RecordAbout } from '../../records/change-records';
import { chooseRequirementFiles } from './requirement-files';
import { clearChanges, findLocalChanges, moveFiles, bringChangesBack } from './local-changes';
import { switchBack } from './switch-back';
import { describeSaved, forgetRecord, savedFolder, listFiles, writeRecord, type SwitchRecord } from './switch-journal';
import { openClone, readPlace, type CodePlace, type CodeContext, type ComfyClone } from './switch-run';
import type { SwitchTarget } from './switch-target';
import { readFormerNeeds } from './version-needs';
import { removeIfEmpty } from '../../../base/files/hard-links';

export interface SwitchResult {
  from: CodePlace;
  to: CodePlace;
  /** What was kept aside, and how to get it back; one sentence each. */
  notes: Sentence[];
}

const savedPrefix = 'comfyui-manager-desktop/kept';
const packName = 'ComfyUI';

async function chooseStem({ folder }: ComfyClone, desktopDir: string): Promise<string> {
  const [date = '', time = ''] = new Date().toISOString().split('T');
  const base = `${date}-${time.slice(0, 8).replaceAll(':', '')}`;
  for (let count = 1; ; count += 1) {
    const stem = count === 1 ? base : `${base}-${count}`;
    const isTaken = ['changes', 'commits', 'branch-commits'].some(
      (what) => readRef(folder, `refs/heads/${savedPrefix}/${stem}-${what}`) !== null,
    );
    if (!isTaken && !(await pathExists(savedFolder(desktopDir, { stem })))) return stem;
  }
}

/** Where a change of the version goes, and what for. */
export interface SwitchPlan {
  target: SwitchTarget;
  /** The task that it is made for, and the change that it takes back. */
  about: RecordAbout;
  /** What was agreed to for its packages; nobody was asked when it is left out. */
  consent?: PackageConsent | undefined;
  /** The change that is taken back: its packages come back from what was kept of them, and what was kept of the person's goes to its places. */
  undoes?: { code: CodeChange; difference: PackageDifference | null };
}

/** Commits that no name would lead to any more: a detached HEAD of one's own, and what a branch has beyond its remote. */
async function findLooseCommits(
  { repository }: ComfyClone,
  from: CodePlace,
  { target, undoes }: SwitchPlan,
): Promise<string[]> {
  const loose: string[] = [];
  if (from.branch === null && from.commit !== target.commit && !(await repository.isReachable(from.commit)))
    loose.push(from.commit);
  const { branchCommit, commit } = target;
  // A branch that goes back goes on again by the record of that; the commits were not the person's.
  if (undoes === undefined && branchCommit !== null && (await repository.countAhead(branchCommit, commit)) > 0)
    loose.push(branchCommit);
  return loose;
}

async function planRecord(
  context: CodeContext,
  clone: ComfyClone,
  { from, plan }: { from: CodePlace; plan: SwitchPlan },
) {
  const { target } = plan;
  const none = { saved: null, inTheWay: [], missing: [] };
  // The same commit under another name moves no file.
  const { saved, inTheWay, missing } =
    from.commit === target.commit ? none : await findLocalChanges(clone, from.commit, target.commit);
  const stem = await chooseStem(clone, context.desktopDir);
  const loose = await findLooseCommits(clone, from, plan);
  const record: SwitchRecord = {
    ...{ stem, step: 'aside', from, target: target.commit, packages: null, movedAside: inTheWay, missing },
    change: randomUUID(),
    branch: target.branch === null ? null : { name: target.branch, commit: target.branchCommit },
    keptCommits: loose.map((commit, index) => ({
      name: `${savedPrefix}/${stem}-${index === 0 ? 'commits' : 'branch-commits'}`,
      commit,
    })),
    keptChanges: saved === null ? null : { name: `${savedPrefix}/${stem}-changes`, ...saved },
  };
  return record;
}

/** A change under way; its record is replaced as it moves on. */
interface OpenSwitch {
  record: SwitchRecord;
  plan: SwitchPlan;
  job: JobContext;
}

async function advance(context: CodeContext, open: OpenSwitch, done: Partial<SwitchRecord>): Promise<void> {
  open.record = { ...open.record, ...done };
  await writeRecord(context.desktopDir, open.record);
}

async function saveOwnWork(context: CodeContext, clone: ComfyClone, open: OpenSwitch): Promise<void> {
  const { repository, dir } = clone;
  const { keptChanges, keptCommits, movedAside, from } = open.record;
  for (const { name, commit } of keptCommits) await repository.setBranch(name, commit);
  if (keptChanges !== null) await repository.setBranch(keptChanges.name, keptChanges.commit);
  // The files are moved away before another version writes over their places.
  await moveFiles(movedAside, { from: dir, to: savedFolder(context.desktopDir, open.record) });
  if (keptChanges === null) return;
  await advance(context, open, { step: 'keeping' });
  await clearChanges(clone, from.commit, keptChanges);
}

async function installNeeds(
  context: CodeContext,
  { dir, former }: { dir: string; former: readonly RequirementText[] },
  open: OpenSwitch,
): Promise<void> {
  const { job } = open;
  const { consent } = open.plan;
  const arePresent = await Promise.all(
    [...comfyRequirementFiles, 'install.py'].map((name) => pathExists(join(dir, name))),
  );
  if (!arePresent.includes(true)) return;
  const { python, settings } = context;
  const before = await python.listPackages();
  const files = chooseRequirementFiles(settings, before);
  const needs = { packDir: dir, files };
  for (const name of comfyRequirementFiles.filter((one) => !files.includes(one)))
    job.log(`${name} was not looked at: this installation does not use ComfyUI-Manager inside of ComfyUI.`);
  await advance(context, open, { packages: Object.fromEntries(before) });
  await python.installRequirements({ ...needs, packName, consent, former, isWhole: true }, job);
  await python.runInstallScript({ packDir: dir, packName, consent }, job);
  const unmet = await python.checkRequirements(needs, job.signal);
  if (unmet.length === 0) return;
  throw new AppError(
    'verification-failed',
    msg`The new version of ComfyUI still lacks packages: ${listFiles(unmet)}.`,
    {
      remedy: msg`Read the log of the task.`,
      details: { unmet },
    },
  );
}

/** What the version needs, or, where a change is taken back, the very packages from before it. */
async function bringPackages(
  context: CodeContext,
  place: { dir: string; former: readonly RequirementText[] },
  open: OpenSwitch,
): Promise<void> {
  const { plan, job } = open;
  const { undoes } = plan;
  if (undoes === undefined) return installNeeds(context, place, open);
  if (undoes.difference === null) return;
  await advance(context, open, { packages: Object.fromEntries(await context.python.listPackages()) });
  await context.python.recovery.takeDifferenceBack(undoes.difference, job);
}

/** Puts what a change had kept aside of the person's back into its places, once the code is where it was then. */
async function restoreSavedWork(context: CodeContext, clone: ComfyClone, { kept }: CodeChange): Promise<void> {
  // Gone since, as the person's own to delete: then there is nothing to bring.
  if (kept.changes !== null && (await clone.repository.findCommit(kept.changes.commit)) !== null)
    await bringChangesBack(clone, kept.changes);
  await moveFiles(kept.movedAside, { from: savedFolder(context.desktopDir, kept), to: clone.dir });
  for (const name of kept.missing) await removeInside(clone.dir, name);
}

async function dropBranch({ repository, folder }: ComfyClone, name: string, commit: string): Promise<void> {
  if (readRef(folder, `refs/heads/${name}`) === commit) await repository.setBranch(name, null);
}

/** Names that lead to what is in its place again go, and a branch that the change had made or moved stands where it stood. */
async function dropSavedWork(context: CodeContext, clone: ComfyClone, change: CodeChange): Promise<void> {
  const { kept, branch, from, to } = change;
  const named = kept.changes === null ? kept.commits : [...kept.commits, kept.changes];
  for (const { name, commit } of named) await dropBranch(clone, name, commit);
  if (branch !== null && branch.name !== from.branch) {
    if (branch.commit === null) await dropBranch(clone, branch.name, to.commit);
    else await clone.repository.setBranch(branch.name, branch.commit);
  }
  await removeIfEmpty(savedFolder(context.desktopDir, kept));
}

async function moveCode(context: CodeContext, clone: ComfyClone, open: OpenSwitch): Promise<void> {
  const { job, plan } = open;
  const { target } = plan;
  const former = await readFormerNeeds(clone.dir);
  await saveOwnWork(context, clone, open);
  stopIfCancelled(job);
  await advance(context, open, { step: 'moving' });
  job.report({ phase: msg`Checking out`, message: target.branch ?? shortCommit(target.commit) });
  await clone.repository.checkOut(target);
  await clone.repository.updateSubmodules();
  await bringPackages(context, { dir: clone.dir, former }, open);
  stopIfCancelled(job);
  const place = readPlace(clone.folder);
  if (place.commit !== target.commit || place.branch !== target.branch) {
    const [is, wanted] = [place.commit, target.commit].map(shortCommit);
    throw new AppError('verification-failed', msg`ComfyUI is at ${is ?? ''}, not at ${wanted ?? ''}.`);
  }
  if (plan.undoes !== undefined) await restoreSavedWork(context, clone, plan.undoes.code);
}

/** Makes the change final: what it did becomes a record, by which it can be taken back. */
async function makeFinal(
  context: CodeContext,
  { record, plan }: OpenSwitch,
  packages: PackageDifference,
): Promise<void> {
  const { stem, from, target, branch, keptCommits, keptChanges, movedAside, missing } = record;
  const kept = { stem, commits: keptCommits, changes: keptChanges, movedAside, missing };
  const draft = context.records.draft(plan.about);
  await context.records.add({
    ...{ ...draft, id: record.change ?? draft.id },
    code: { from, to: { commit: target, branch: plan.target.branch }, branch, kept },
    packages: replacedIn(packages),
    difference: isNoDifference(packages) ? null : packages,
  });
  await forgetRecord(context.desktopDir);
}

/** Takes everything back and answers with the error to throw: the first one, with what people need to know beside it. */
async function giveUp(context: CodeContext, { record, job }: OpenSwitch, error: unknown): Promise<unknown> {
  try {
    const { isBack, notes } = await switchBack(context, record, withoutCancel(job));
    const back = isBack ? [msg`ComfyUI was put back to ${shortCommit(record.from.commit)}.`] : [];
    return addToError(error, [...back, ...notes]);
  } catch (backError) {
    context.log.error('A change of ComfyUI could not be taken back.', { error: backError });
    const reason = backError instanceof Error ? backError.message : String(backError);
    const saved = describeSaved(context.desktopDir, record);
    return addToError(error, [
      msg`Going back failed as well: ${reason} It is tried again at the next start.`,
      ...saved,
    ]);
  }
}

function addToError(error: unknown, sentences: readonly Sentence[]): unknown {
  if (!(error instanceof AppError)) return error;
  const { code, words, details } = error;
  return new AppError(code, joinMessages([words.message, ...sentences]), {
    remedy: words.remedy,
    details,
    cause: error,
  });
}

/**
 * Moves the code to a target with all that belongs to it: a person's changes kept aside by name, submodules, requirements, verification.
 * On failure or cancel everything is as before. Throws `local-changes`, `verification-failed`, and what git and the python room throw.
 */
export async function switchCode(context: CodeContext, plan: SwitchPlan, job: JobContext): Promise<SwitchResult> {
  const clone = openClone(context, job);
  const from = readPlace(clone.folder);
  const record = await planRecord(context, clone, { from, plan });
  stopIfCancelled(job);
  const open = { record, job, plan };
  await writeRecord(context.desktopDir, record);
  try {
    const packages = await context.python.withinOneChange(packName, job, async (commit) => {
      await moveCode(context, clone, open);
      return commit();
    });
    await makeFinal(context, open, packages);
  } catch (error) {
    throw await giveUp(context, open, error);
  }
  if (plan.undoes !== undefined) await dropSavedWork(context, clone, plan.undoes.code);
  const { commit, branch } = plan.target;
  return { from, to: { commit, branch }, notes: describeSaved(context.desktopDir, open.record) };
}
