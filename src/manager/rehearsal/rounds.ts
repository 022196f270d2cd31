import { join } from 'node:path';
import { stopIfCancelled, type JobContext } from '../../base/async/job';
import { AppError, toAppError } from '../../contract/errors';
import type { PackagePlan } from '../../contract/python/package-plan';
import { msg, type Sentence } from '../../contract/text/message';
import type { SideEnvironment } from '../python/scripts/side-scripts';
import { placeUpdates } from './staged-folders';
import { judgeStart, type Judgement, type StartFacts } from './judge-start';
import type { Trial, TriedUpdate } from './rehearsal-context';
import { tryStart, type TriedStart } from './try-start';

/** What all rounds together have shown. */
export interface RoundsResult {
  judgements: ReadonlyMap<string, Judgement>;
  others: readonly { name: string; reason: string }[];
  /** Of the updates that are fine. */
  plan: PackagePlan | null;
  /** Whether each install.py was run. */
  ranScripts: boolean;
}

type Notes = Map<string, Judgement>;

interface Round {
  trial: Trial;
  baseline: StartFacts;
  /** What is said of updates that are not fine. */
  notes: Notes;
  ranScripts: boolean;
}

/** The start that everything is compared with. Throws `verification-failed` when ComfyUI does not come up without updates either. */
export async function startAsItIs(trial: Trial, job: JobContext): Promise<StartFacts> {
  job.report({ phase: msg`Starting ComfyUI as it is` });
  const start = await tryStart(trial, join(trial.folders.root, 'site-none'), job);
  if (start.kind === 'served') return start;
  throw new AppError('verification-failed', msg`ComfyUI does not start as it is: ${start.reason}.`, {
    remedy: msg`Nothing was changed. Make it start first, so that there is something to compare the updates with.`,
    details: { suspects: start.suspects },
  });
}

/** Packages for as many of the updates as can be met together; of those that clash one after the other is left out. */
async function preparePackages(
  { trial, notes }: Round,
  { updates, siteDir }: { updates: readonly TriedUpdate[]; siteDir: string },
  job: JobContext,
): Promise<{ rest: TriedUpdate[]; plan: PackagePlan | null }> {
  const { context, folders } = trial;
  let rest = [...updates];
  while (rest.length > 0) {
    stopIfCancelled(job);
    const packs = rest.map(({ key, name }) => ({ name: key, dir: join(folders.nextDir, name) }));
    const leavingDirs = rest.map(({ dir }) => dir);
    const request = { packs, leavingDirs, siteDir, workDir: join(folders.root, 'packages') };
    const found = await context.python.trial.installStaged(request, job);
    if (found.kind === 'ready') return { rest, plan: found.plan };
    const { reason } = found.conflict;
    const clashing = rest.findLast(({ key }) => found.sides.includes(key));
    if (clashing === undefined)
      throw new AppError('requirements-conflict', reason, { details: { conflict: found.conflict } });
    notes.set(clashing.key, { verdict: 'clash', reason, lost: [] });
    rest = rest.filter((one) => one !== clashing);
  }
  return { rest, plan: null };
}

/** Which of the updates keeps ComfyUI from coming up: who is named by its end, else what halving finds. */
async function findBreaker(
  { trial }: Round,
  { updates, end, siteDir }: { updates: readonly TriedUpdate[]; end: TriedStart & { kind: 'ended' }; siteDir: string },
  job: JobContext,
): Promise<{ breaker: TriedUpdate | undefined; reason: Sentence }> {
  const [named] = end.suspects.flatMap((name) => updates.filter((one) => one.name === name));
  if (named !== undefined) return { breaker: named, reason: end.reason };
  let suspects = updates;
  let { reason } = end;
  while (suspects.length > 1) {
    stopIfCancelled(job);
    const half = suspects.slice(0, Math.ceil(suspects.length / 2));
    await placeUpdates(trial.folders, half);
    job.report({ phase: msg`Looking for the update that breaks the start`, message: msg`${suspects.length} left` });
    const start = await tryStart(trial, siteDir, job);
    if (start.kind === 'ended') reason = start.reason;
    suspects = start.kind === 'ended' ? half : suspects.slice(half.length);
  }
  return { breaker: suspects[0], reason };
}

/** Runs each install.py in its place; the first that fails is noted, and ends the round: what it left among the packages counts for nobody. */
async function runScripts(
  { trial, notes }: Round,
  { rest, side }: { rest: readonly TriedUpdate[]; side: SideEnvironment },
  job: JobContext,
): Promise<boolean> {
  const { base, customNodesDir } = trial.folders;
  for (const { key, name, hasScript } of rest) {
    if (!hasScript) continue;
    stopIfCancelled(job);
    try {
      const packDir = join(customNodesDir, name);
      await trial.context.python.trial.runSideScript(
        { side, packDir, packName: key, baseDir: base, customNodesDir },
        job,
      );
    } catch (error) {
      stopIfCancelled(job);
      notes.set(key, { verdict: 'breaks-install', reason: toAppError(error).words.message, lost: [] });
      return false;
    }
  }
  return true;
}

/** What scripts of this round are run in; null where there are none, or where they cannot be. */
async function makeSide(
  round: Round,
  { updates, number }: { updates: readonly TriedUpdate[]; number: number },
  job: JobContext,
): Promise<SideEnvironment | null> {
  if (!updates.some(({ hasScript }) => hasScript)) return null;
  const { context, folders } = round.trial;
  const side = await context.python.trial.makeSideEnvironment(join(folders.root, `side-${number}`), job);
  round.ranScripts &&= side !== null;
  return side;
}

async function startWith(
  round: Round,
  { rest, plan, siteDir }: { rest: readonly TriedUpdate[]; plan: PackagePlan; siteDir: string },
  job: JobContext,
): Promise<RoundsResult['others']> {
  const { trial, baseline, notes } = round;
  job.report({ phase: msg`Starting ComfyUI with the updates`, message: msg`${rest.length} updates` });
  const start = await tryStart(trial, siteDir, job);
  if (start.kind === 'ended') {
    const { breaker, reason } = await findBreaker(round, { updates: rest, end: start, siteDir }, job);
    if (breaker !== undefined)
      notes.set(breaker.key, {
        verdict: 'breaks-start',
        reason: msg`ComfyUI does not start with it: ${reason}.`,
        lost: [],
      });
    return [];
  }
  const { judgements, others } = judgeStart(rest, { before: baseline, after: start, moved: plan });
  for (const [key, one] of judgements) notes.set(key, one);
  return others;
}

/**
 * Tries updates together, leaves out those that are not fine, and tries the rest again: what is said to be fine has been started together. Throws
 * `requirements-failed`, `comfyui-start-failed`, `disk-full`, `cancelled`.
 */
export async function tryUpdates(
  trial: Trial,
  { baseline, updates }: { baseline: StartFacts; updates: readonly TriedUpdate[] },
  job: JobContext,
): Promise<RoundsResult> {
  const notes: Notes = new Map();
  const round: Round = { trial, baseline, notes, ranScripts: true };
  let remaining = [...updates];
  for (let number = 1; remaining.length > 0; number += 1) {
    stopIfCancelled(job);
    // Versions that were started may have written into their folders; requirements are read from them all the same.
    await placeUpdates(trial.folders, []);
    const side = await makeSide(round, { updates: remaining, number }, job);
    const siteDir = side?.siteDir ?? join(trial.folders.root, `site-${number}`);
    const { rest, plan } = await preparePackages(round, { updates: remaining, siteDir }, job);
    if (plan === null) break;
    await placeUpdates(trial.folders, rest);
    const isWhole = side === null || (await runScripts(round, { rest, side }, job));
    const others = isWhole ? await startWith(round, { rest, plan, siteDir }, job) : [];
    remaining = rest.filter(({ key }) => (notes.get(key)?.verdict ?? 'fine') === 'fine');
    if (remaining.length === rest.length) return { judgements: notes, others, plan, ranScripts: round.ranScripts };
  }
  return { judgements: notes, others: [], plan: null, ranScripts: round.ranScripts };
}
