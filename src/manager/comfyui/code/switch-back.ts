import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathExists, ensureFolder } from '../../../base/files/files';
import { removeInside, movePath } from '../../../base/files/move-files';
import { readGitHead, readRef, shortCommit } from '../../../base/git/files';
import type { JobContext } from '../../../base/async/job';
import { AppError } from '../../../contract/errors';
import { msg, joinMessages, type Sentence, formatMessage } from '../../../contract/text/message';
import { bringChangesBack, clearChanges, moveFiles } from './local-changes';
import {
  forgetRecord,
  savedFolder,
  listFiles,
  readRecord,
  writeRecord,
  type SwitchRecord,
  describeSaved,
  recordPath,
} from './switch-journal';
import { openClone, readPlace, type CodeContext, type ComfyClone } from './switch-run';

/** What one step of going back works with. */
interface BackStep {
  context: CodeContext;
  clone: ComfyClone;
  record: SwitchRecord;
  /** Where work of after the crash is moved to, should there be any. */
  laterFolder: string;
  /** Is called with each sentence that people need to know. */
  note(sentence: Sentence): void;
}

const lockNames = ['index.lock', 'HEAD.lock'];
const lockPatienceMs = 5000;

/** A git that was killed leaves its lock; one that still runs removes it soon. */
async function waitForLocks({ folder }: ComfyClone): Promise<void> {
  const isLocked = async () =>
    (await Promise.all(lockNames.map((name) => pathExists(join(folder.gitDir, name))))).includes(true);
  for (let waitedMs = 0; waitedMs < lockPatienceMs && (await isLocked()); waitedMs += 100) await delay(100);
  for (const name of lockNames) await removeInside(folder.gitDir, name);
}

/** A change has HEAD at its beginning or at its end, and nowhere else: another branch at one of the two commits is somebody's own. */
function isElsewhere({ folder }: ComfyClone, { from, target, branch }: SwitchRecord): boolean {
  const head = readGitHead(folder);
  const isAt = (commit: string, name: string | null) => head.commit === commit && head.branch === name;
  return !isAt(from.commit, from.branch) && !isAt(target, branch?.name ?? null);
}

async function chooseLaterFolder(desktopDir: string, { stem }: SwitchRecord): Promise<string> {
  for (let count = 1; ; count += 1) {
    const folder = savedFolder(desktopDir, { stem: `${stem}-later${count === 1 ? '' : `-${count}`}` });
    if (!(await pathExists(folder))) return folder;
  }
}

/**
 * What lies at these paths and belongs to neither of the two commits, so that it is somebody's work since the crash. Leaves the index of the last
 * commit.
 */
async function findLaterEdits(
  { repository }: ComfyClone,
  paths: readonly string[],
  commits: readonly string[],
): Promise<string[]> {
  const wantedPaths = new Set(paths);
  let foreign: Set<string> | null = null;
  for (const commit of commits) {
    // With the index of the commit git knows its files, and calls all others untracked.
    await repository.readIndex(commit);
    const edited = (await repository.listEdited(commit)).filter((path) => wantedPaths.has(path));
    const found: string[] = [...edited, ...(await repository.listUntracked(paths))];
    foreign = new Set(found.filter((path) => foreign?.has(path) ?? true));
  }
  return [...(foreign ?? [])];
}

/** Going back writes over these paths; what somebody has made of them since the crash is moved aside first. */
async function keepLaterEdits(step: BackStep, paths: readonly string[], commits: readonly string[]): Promise<void> {
  const { clone, laterFolder, note } = step;
  const later = await findLaterEdits(clone, paths, commits);
  if (later.length === 0) return;
  await moveFiles(later, { from: clone.dir, to: laterFolder });
  note(msg`${listFiles(later)}: what neither version has in this form is now in ${laterFolder}.`);
}

async function putFilesBack(step: BackStep): Promise<void> {
  const { repository } = step.clone;
  const { from, target, keptChanges, missing } = step.record;
  // The same commit under another name moved no file, and what is staged is still in the index.
  if (from.commit === target) return;
  const changed = await repository.listChanged(from.commit, target);
  const saved = keptChanges === null ? [] : [keptChanges.commit];
  await keepLaterEdits(step, changed, [from.commit, ...saved, target]);
  // With the other version's index git knows every file that it may have written, so that none stays behind.
  await repository.restorePaths(from.commit, changed, 'both');
  for (const name of missing) await removeInside(step.clone.dir, name);
  await repository.readIndex(from.commit);
}

async function dropBranch({ repository, folder }: ComfyClone, name: string): Promise<void> {
  if (readRef(folder, `refs/heads/${name}`) !== null) await repository.setBranch(name, null);
}

async function putHeadBack({ clone, record: { from, branch } }: BackStep): Promise<void> {
  await clone.repository.pointHead(from);
  if (branch === null) return;
  if (branch.commit === null) await dropBranch(clone, branch.name);
  else await clone.repository.setBranch(branch.name, branch.commit);
}

/** Submodules may need the network, which must not keep everything else from going back. */
async function putSubmodulesBack({ clone, context }: BackStep): Promise<void> {
  try {
    await clone.repository.updateSubmodules();
  } catch (error) {
    context.log.warn('The submodules of ComfyUI could not be put back.', { error });
  }
}

async function moveBack(step: BackStep): Promise<void> {
  await putFilesBack(step);
  await putHeadBack(step);
  await putSubmodulesBack(step);
}

async function putChangesBack(step: BackStep): Promise<void> {
  const { from, keptChanges } = step.record;
  if (keptChanges === null) return;
  await keepLaterEdits(step, keptChanges.files, [from.commit, keptChanges.commit]);
  await clearChanges(step.clone, from.commit, keptChanges);
  await bringChangesBack(step.clone, keptChanges);
}

async function moveFilesBack({ context, clone, record, note }: BackStep): Promise<void> {
  const { from, movedAside, keptChanges, keptCommits } = record;
  const savedFiles = savedFolder(context.desktopDir, record);
  const notMoved = await moveFiles(movedAside, { from: savedFiles, to: clone.dir });
  if (notMoved.length === 0) await removeInside(context.desktopDir, relative(context.desktopDir, savedFiles));
  else note(msg`${listFiles(notMoved)} could not be moved back and is in ${savedFiles}.`);
  const saved = keptChanges === null ? keptCommits : [...keptCommits, keptChanges];
  for (const { name } of saved) await dropBranch(clone, name);
  const place = readPlace(clone.folder);
  if (place.commit === from.commit && place.branch === from.branch) return;
  throw new AppError('verification-failed', msg`ComfyUI did not return to ${shortCommit(from.commit)}.`);
}

const ladder = [
  { step: 'moving', undo: moveBack, next: 'keeping' },
  { step: 'keeping', undo: putChangesBack, next: 'aside' },
  { step: 'aside', undo: moveFilesBack, next: 'packages' },
] as const;

/** Puts the code back as far as that is not done yet. Each step can be repeated, so a crash in here is taken up again. */
async function putCodeBack(start: BackStep): Promise<void> {
  const step = { ...start };
  for (const { step: name, undo, next } of ladder) {
    if (step.record.step !== name) continue;
    await undo(step);
    step.record = { ...step.record, step: next };
    await writeRecord(step.context.desktopDir, step.record);
  }
}

async function putPackagesBack(context: CodeContext, { packages }: SwitchRecord, job: JobContext): Promise<void> {
  if (packages === null) return;
  await context.python.recovery.restorePackages(new Map(Object.entries(packages)), job);
}

/** How going back ended. */
export interface WayBack {
  /** False: the change could not be taken back, and its record was set aside. */
  isBack: boolean;
  /** What people need to know. */
  notes: Sentence[];
}

/** Whether no other try could end differently: HEAD stands at a place that the record does not name, and stays there. */
function isFinal(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'verification-failed';
}

/** A place for a record that is free; the folder of the same change may hold files as well. */
async function choosePlace(desktopDir: string, stem: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const folder = savedFolder(desktopDir, { stem: count === 1 ? stem : `${stem}-record-${count}` });
    const file = join(folder, 'comfyui-switch.json');
    if (await pathExists(file)) continue;
    await ensureFolder(folder);
    return file;
  }
}

/**
 * Puts the record of a change that cannot be taken back where it is in nobody's way, with what is needed to finish by hand: the branches and
 * files that it names stay where they are. Answers with what people need to know, `why` first.
 */
async function quarantineRecord(
  desktopDir: string,
  record: SwitchRecord | 'unreadable',
  why: Sentence,
): Promise<Sentence[]> {
  const isKnown = record !== 'unreadable';
  const stem = isKnown ? record.stem : `${new Date().toISOString().slice(0, 10)}-unreadable`;
  const file = await choosePlace(desktopDir, stem);
  await movePath(recordPath(desktopDir), file);
  if (!isKnown) return [joinMessages([why, msg`It is in ${file}.`])];
  const packages =
    record.packages === null
      ? msg`The record of that change is in ${file}.`
      : msg`The Python packages are as that change left them; ${file} has their versions from before.`;
  return [why, ...describeSaved(desktopDir, record), packages];
}

/**
 * Takes an unfinished change of version back as a whole: files, HEAD and branch, what was kept aside, packages. Where somebody has moved HEAD
 * meanwhile nothing is moved: the record is set aside. Throws what git and the python room throw, and can then be tried again.
 */
export async function switchBack(context: CodeContext, record: SwitchRecord, job: JobContext): Promise<WayBack> {
  job.report({ phase: msg`Going back`, message: shortCommit(record.from.commit) });
  const notes: Sentence[] = [];
  const note = (sentence: Sentence) => {
    notes.push(sentence);
    job.log(formatMessage(sentence));
  };
  const leave = async (why: Sentence): Promise<WayBack> => {
    (await quarantineRecord(context.desktopDir, record, why)).forEach(note);
    return { isBack: false, notes };
  };
  const clone = openClone(context, job);
  await waitForLocks(clone);
  if (isElsewhere(clone, record))
    return leave(msg`Another commit or branch was checked out meanwhile, so nothing was moved back.`);
  const laterFolder = await chooseLaterFolder(context.desktopDir, record);
  try {
    await putCodeBack({ context, clone, record, laterFolder, note });
  } catch (error) {
    if (isFinal(error))
      return leave(joinMessages([error.words.message, msg`What was not moved back yet stays as it is.`]));
    throw error;
  }
  await putPackagesBack(context, record, job);
  await forgetRecord(context.desktopDir);
  return { isBack: true, notes };
}

/**
 * Takes back what a crash has left, if anything. Answers with what people need to know when it could not: its record is set aside then. Throws
 * what `switchBack` throws; the record stays then.
 */
export async function recoverSwitch(context: CodeContext, job: JobContext): Promise<Sentence[]> {
  const record = await readRecord(context.desktopDir);
  if (record === null) return [];
  if (record === 'unreadable') {
    const why = msg`The record of an unfinished change of ComfyUI cannot be read, so nothing was undone.`;
    context.log.error(formatMessage(why));
    return quarantineRecord(context.desktopDir, record, why);
  }
  if (record.change !== null && context.records.has(record.change)) {
    // It was final when the app ended.
    await forgetRecord(context.desktopDir);
    return [];
  }
  const { isBack, notes } = await switchBack(context, record, job);
  const what = isBack ? 'was taken back' : 'could not be taken back, and its record was set aside';
  context.log.warn(`An unfinished change of ComfyUI ${what}.`, {
    to: record.from.commit,
    notes: notes.map((one) => formatMessage(one)),
  });
  if (isBack) context.onTakenBack?.();
  return isBack ? [] : notes;
}

/**
 * The same before another change, which must not wait for ever: what still cannot be taken back is set aside, whatever the reason. Throws
 * `cancelled`.
 */
export async function clearTheWay(context: CodeContext, job: JobContext): Promise<Sentence[]> {
  try {
    return await recoverSwitch(context, job);
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
    const record = await readRecord(context.desktopDir);
    if (record === null) return [];
    context.log.error('An unfinished change of ComfyUI could not be taken back again, so it was set aside.', { error });
    return quarantineRecord(
      context.desktopDir,
      record,
      msg`An earlier change of ComfyUI could not be undone: ${error.words.message}`,
    );
  }
}
