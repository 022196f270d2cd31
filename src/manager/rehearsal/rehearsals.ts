import { join } from 'node:path';
import { stopIfCancelled, withoutCancel } from '../../base/async/job';
import { pathExists } from '../../base/files/files';
import { AppError, toAppError } from '../../contract/errors';
import type { RehearsedPack, RehearseUpdatesParams } from '../../contract/library/rehearsal';
import type { TaskOutcome } from '../../contract/tasks/tasks';
import { msg, formatMessage, type Sentence } from '../../contract/text/message';
import { createProcessMemo } from '../comfyui/process/previous-process';
import type { PackCopy } from '../packs/inventory/inventory';
import type { PackRun } from '../packs/packs';
import { copyPacks, removeLeftoverFolders, withFolders } from './staged-folders';
import type { Judgement } from './judge-start';
import type { StagedFolders, RehearsalOptions, Trial, TriedUpdate } from './rehearsal-context';
import { startAsItIs, tryUpdates, type RoundsResult } from './rounds';
import { describeResult, type ReportedPack } from './describe-result';

/** Updates tried in a staged copy (docs/decisions/063-rehearsal.md). */
export interface Rehearsals {
  /**
   * Starts ComfyUI on a private port with what updates would bring, compares it with a start of what is installed, and drops everything. Throws
   * `comfyui-start-failed`, `verification-failed`, `environment-missing`, `disk-full`, `cancelled`.
   */
  run(params: RehearseUpdatesParams, run: PackRun): Promise<TaskOutcome>;
}

/** Nobody reads a longer list; the count tells of the rest. */
const mostLost = 50;

interface Prepared {
  updates: TriedUpdate[];
  reported: ReportedPack[];
}

interface RowParts extends Pick<RehearsedPack, 'key' | 'from' | 'to' | 'verdict'> {
  reason: Sentence;
}

function toRow({ reason, ...about }: RowParts): ReportedPack {
  return {
    pack: { ...about, reason: formatMessage(reason), lost: [], lostCount: 0, lacksScript: false, words: { reason } },
    reason,
  };
}

/** The copy that a start loads under a name. Throws `pack-not-installed`. */
async function findLoaded({ packs }: RehearsalOptions, ref: string): Promise<PackCopy> {
  const found = (await packs.copies()).filter(({ enabled }) => enabled);
  const copy = found.find(({ key }) => key === ref) ?? found.find(({ name }) => name === ref);
  if (copy !== undefined) return copy;
  throw new AppError('pack-not-installed', msg`"${ref}" is not among the packs that a start loads.`, {
    remedy: msg`Install or enable it first.`,
  });
}

async function prepareOne(
  context: RehearsalOptions,
  { copy, folders, prepared }: { copy: PackCopy; folders: StagedFolders; prepared: Prepared },
  run: PackRun,
): Promise<void> {
  const { key, name, version: from } = copy;
  const dir = join(folders.nextDir, name);
  const { to, message } = await context.packs.prepareUpdate(key, dir, run);
  if (to === null || to === from) {
    prepared.reported.push(toRow({ key, from, to: null, verdict: 'current', reason: message ?? '' }));
    return;
  }
  const hasScript = await pathExists(join(dir, 'install.py'));
  prepared.updates.push({ key, name, from, to, dir: copy.dir, hasScript });
}

/** Prepares the updates one after the other; what cannot be had is told with its reason. Throws `cancelled`. */
async function prepareAll(
  context: RehearsalOptions,
  { refs, trial }: { refs: readonly string[]; trial: Trial },
  run: PackRun,
): Promise<Prepared> {
  const { folders } = trial;
  const prepared: Prepared = { updates: [], reported: [] };
  const seen = new Set<string>();
  for (const ref of refs) {
    stopIfCancelled(run.job);
    let about = { key: ref, from: '' };
    try {
      const copy = await findLoaded(context, ref);
      about = { key: copy.key, from: copy.version };
      if (!seen.has(copy.key)) await prepareOne(context, { copy, folders, prepared }, run);
      seen.add(copy.key);
    } catch (error) {
      stopIfCancelled(run.job);
      const reason = toAppError(error).words.message;
      prepared.reported.push(toRow({ ...about, to: null, verdict: 'not-prepared', reason }));
    }
  }
  return prepared;
}

/** Rows of what was tried, with the workflows that use node classes which are gone. */
async function describeTried(
  { workflowsOf }: RehearsalOptions,
  updates: readonly TriedUpdate[],
  { judgements, ranScripts }: Pick<RoundsResult, 'judgements' | 'ranScripts'>,
): Promise<ReportedPack[]> {
  const lostOf = (key: string): readonly string[] => judgements.get(key)?.lost ?? [];
  const users = await workflowsOf(updates.flatMap(({ key }) => lostOf(key).slice(0, mostLost)));
  return updates.map(({ key, from, to, hasScript }) => {
    const lacksScript = hasScript && !ranScripts;
    const { verdict, reason, lost }: Judgement = judgements.get(key) ?? { verdict: 'fine', reason: '', lost: [] };
    const shown = lost.slice(0, mostLost);
    const reported = shown.map((nodeClass) => ({ nodeClass, workflows: [...(users.get(nodeClass) ?? [])] }));
    const about = { key, from, to, verdict, reason: formatMessage(reason), lacksScript, words: { reason } };
    return { pack: { ...about, lost: reported, lostCount: lost.length }, reason };
  });
}

function packagesOf(plan: RoundsResult['plan']) {
  return (plan?.changes ?? []).flatMap(({ name, from, to, address, kind }) =>
    kind === 'removed' ? [] : [{ name, from, to: to ?? address ?? '' }],
  );
}

async function readFlags({ options }: RehearsalOptions): Promise<string[]> {
  const { options: known, problem } = await options.read();
  const flags = known.flatMap((one) => one.flags);
  if (flags.includes('--base-directory')) return flags;
  if (problem !== null)
    throw new AppError('comfyui-start-failed', problem, {
      remedy: msg`Repair its Python environment under ComfyUI > Environment.`,
    });
  throw new AppError(
    'comfyui-start-failed',
    msg`This version of ComfyUI cannot be started with another folder of packs: it has no --base-directory.`,
    { remedy: msg`Update ComfyUI to a version from January 2025 or later, or update the packs without a trial.` },
  );
}

async function rehearse(
  context: RehearsalOptions,
  { params, trial }: { params: RehearseUpdatesParams; trial: Trial },
  run: PackRun,
): Promise<TaskOutcome> {
  const { job } = run;
  const { updates, reported } = await prepareAll(context, { refs: params.packs, trial }, run);
  if (updates.length === 0) return describeResult(reported, { packages: [], others: [] });
  await copyPacks(trial.folders, context, job);
  const baseline = await startAsItIs(trial, job);
  const { others, plan, ...found } = await tryUpdates(trial, { baseline, updates }, job);
  const tried = await describeTried(context, updates, found);
  return describeResult([...tried, ...reported], { packages: packagesOf(plan), others: [...others] });
}

/** Makes the rehearsals of an installation, and ends and clears away what a killed app has left of one. */
export async function openRehearsals(context: RehearsalOptions): Promise<Rehearsals> {
  const { paths, log } = context;
  const memo = createProcessMemo(join(paths.desktopDir, 'rehearsal-process.json'));
  await memo.endPreviousProcess().catch((error: unknown) => {
    log.warn('The ComfyUI of a rehearsal that was interrupted could not be ended.', { error });
  });
  await removeLeftoverFolders(paths.stagingDir).catch((error: unknown) => {
    log.warn('What a rehearsal that was interrupted has left could not be removed.', { error });
  });
  return {
    async run(params, run) {
      run.authorise('rehearse-updates');
      const flags = await readFlags(context);
      const { interpreter } = await context.python.environment();
      return withFolders(context, async (folders) => {
        const trial: Trial = { context, folders, interpreter, flags, memo };
        try {
          return await rehearse(context, { params, trial }, run);
        } finally {
          withoutCancel(run.job).report({ phase: msg`Cleaning up` });
        }
      });
    },
  };
}
