import { readGitUpstream, readRef, shortCommit } from '../../../base/git/files';
import { withoutCancel } from '../../../base/async/job';
import { AppError } from '../../../contract/errors';
import { done } from '../../../contract/tasks/task-outcome';
import { msg, joinMessages, formatMessage } from '../../../contract/text/message';
import type { UpdateComfyParams } from '../../../contract/comfyui/comfyui-versions';
import type { UpdatePolicy } from '../../../contract/settings';
import type { TaskOutcome } from '../../../contract/tasks/tasks';
import type { ChangeRecord, CodeChange } from '../../records/change-record';
import { clearTheWay } from './switch-back';
import { openClone, readPlace, type CodePlace, type CodeContext, type CodeRun, type ComfyClone } from './switch-run';
import { switchCode, type SwitchResult } from './switch';
import { findStepBack } from './step-back';
import { chooseWanted, findTarget, type SwitchTarget, type WantedVersion } from './switch-target';
import { nameCommit } from './tags';

/** A place in words: `v0.3.62`, `v0.3.62-2-gabcdef0 (master)`. */
async function namePlace({ repository }: ComfyClone, { commit, branch }: CodePlace): Promise<string> {
  const [tagsAtHead, description] = await Promise.all([repository.tagsAt(commit), repository.describe(commit)]);
  const name = nameCommit({ tagsAtHead, description }) ?? shortCommit(commit);
  return branch === null ? name : `${name} (${branch})`;
}

/** A release or commit is reached whatever branch it is on; a branch only when HEAD is on it. */
function isThere(place: CodePlace, { commit, branch }: SwitchTarget): boolean {
  return place.commit === commit && (branch === null || branch === place.branch);
}

/**
 * Brings ComfyUI to a version. An earlier change that was never finished is taken back first, or set aside and warned of. Null when it is
 * there already.
 */
async function reach(
  context: CodeContext,
  wanted: WantedVersion,
  { job, task, consent }: Pick<CodeRun, 'job' | 'task' | 'consent'>,
): Promise<SwitchResult | null> {
  const clone = openClone(context, job);
  for (const sentence of [...context.unreported.splice(0), ...(await clearTheWay(context, job))]) job.warn(sentence);
  job.report({ phase: msg`Resolving`, message: wanted.kind === 'ref' ? wanted.name : wanted.kind });
  const target = await findTarget(clone, wanted);
  if (isThere(readPlace(clone.folder), target)) return null;
  const back = await findStepBack(context, { wanted, target }, job);
  const result = await switchCode(context, { target, about: { task }, consent }, job);
  return back === null ? result : { ...result, notes: [back, ...result.notes] };
}

/** Where the code goes back to. A branch that is made anew follows its remote again. */
function placeBefore({ folder }: ComfyClone, { from: { commit, branch } }: CodeChange): SwitchTarget {
  if (branch === null) return { commit, branch, branchCommit: null };
  const branchCommit = readRef(folder, `refs/heads/${branch}`);
  const remote = readGitUpstream(folder, { commit, branch })?.remote ?? 'origin';
  const tracks = `refs/remotes/${remote}/${branch}`;
  const isTracking = branchCommit === null && readRef(folder, tracks) === commit;
  return { commit, branch, branchCommit, ...(isTracking && { tracks }) };
}

/** Takes a change of the version back; see `ComfyCode.takeBack`. */
export async function takeCodeBack(context: CodeContext, record: MadeCodeChange, run: CodeRun): Promise<void> {
  const { job, task } = run;
  const { code, difference } = record;
  const clone = openClone(context, job);
  for (const sentence of [...context.unreported.splice(0), ...(await clearTheWay(context, job))]) job.warn(sentence);
  const place = readPlace(clone.folder);
  if (place.commit !== code.to.commit || place.branch !== code.to.branch) {
    throw new AppError('local-changes', msg`ComfyUI is no longer at the version that this change switched it to.`, {
      remedy: msg`Choose the version that you want under ComfyUI > Versions.`,
    });
  }
  const target = placeBefore(clone, code);
  const about = { task, takesBack: record.id };
  const { notes } = await switchCode(context, { target, about, undoes: { code, difference } }, job);
  for (const note of notes) job.warn(note);
}

/** A change of the version, as its record has it. */
export type MadeCodeChange = Pick<ChangeRecord, 'id' | 'difference'> & { code: CodeChange };

/** Updates or switches ComfyUI; see `ComfyCode.update`. */
export async function updateCode(
  context: CodeContext,
  { params, policy }: { params: UpdateComfyParams; policy: UpdatePolicy },
  { job, authorise, task, consent }: CodeRun,
): Promise<TaskOutcome> {
  authorise(params.target_version == null ? 'update-comfyui' : 'switch-comfyui');
  const result = await reach(context, chooseWanted(params, policy), { job, task, consent });
  // The change is complete, so a cancel that comes now must not make it a cancelled one.
  const clone = openClone(context, withoutCancel(job));
  if (result === null) {
    return done(msg`ComfyUI is already at ${await namePlace(clone, readPlace(clone.folder))}.`);
  }
  const [from, to] = [await namePlace(clone, result.from), await namePlace(clone, result.to)];
  const message = joinMessages([msg`ComfyUI was changed from ${from} to ${to}.`, ...result.notes]);
  job.log(formatMessage(message));
  return done(message);
}

/** Brings ComfyUI to one commit; see `ComfyCode.switchTo`. */
export function switchToRef(context: CodeContext, ref: string, run: CodeRun): Promise<SwitchResult | null> {
  return reach(context, { kind: 'ref', name: ref }, run);
}
