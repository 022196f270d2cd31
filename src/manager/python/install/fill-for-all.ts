import type { JobContext } from '../../../base/async/job';
import { redactSecrets } from '../../../base/log';
import { AppError } from '../../../contract/errors';
import { msg, type Message } from '../../../contract/text/message';
import type { PythonEnvironment } from '../environment/environment';
import type { PythonOptions } from '../environment/follow-environment';
import { readKnownFacts } from '../environment/python-files';
import { proveConsistent } from '../making/fill-environment';
import type { NewEnvironment } from '../making/make-environment';
import { checkNoFiles } from '../packages/distribution-files';
import { isBuiltForHardware, isTorchFamily } from '../packages/hardware-packages';
import { versionsOf } from '../packages/packages';
import { comes } from '../plan/changes';
import { changesOf, listUnread } from '../plan/describe-plan';
import { readCandidates, type PlanRequest } from '../plan/planner';
import { nothingNamed, type Candidate, type SolveContext, type SolveRequest } from '../plan/question';
import { optionsOf, solve } from '../plan/solve';
import { openSolving, type Solving } from '../plan/solving';
import { refuseUnreported } from '../plan/unreported';
import { readSources } from '../requirements/askers';
import { comfyRequirementFiles } from '../requirements/needed-packages';
import { isUnreadable } from '../requirements/requirement';
import { judgeRequirements } from '../requirements/requirement-check';
import type { PlannedRequirement, RequirementPlan } from '../requirements/requirement-plan';
import { applyPlan, installLines, type AppliedPlan } from './apply';
import { toLine } from './exact-lines';
import { refuseEnvironment } from './refusal';
import { targetAside, type Target } from './target';

/** Whose packages they are, for the sentence of a failure. */
const everybody = 'ComfyUI and all packs';

export interface FillForAll {
  made: NewEnvironment;
  /** Packs that are to come, with what they ask for. */
  packs: PlanRequest['packs'];
  /** Folders of packs that they replace. */
  leavingDirs: readonly string[];
  /** A folder for what is needed meanwhile. */
  workDir: string;
}

type FillOptions = Pick<PythonOptions, 'installation' | 'settings' | 'config' | 'paths'>;

/** An environment that was just made, as those see it that work with environments. */
async function openMade({ interpreter, uv }: NewEnvironment): Promise<PythonEnvironment> {
  const facts = await readKnownFacts(interpreter);
  if (facts === null) throw new AppError('environment-missing', msg`The new environment does not run.`, {});
  return { interpreter, tool: uv === null ? 'pip' : 'uv', uv, ...facts, isEmbedded: false };
}

async function openFill(
  { made, packs, leavingDirs }: FillForAll,
  options: FillOptions,
  { signal, log }: JobContext,
): Promise<{ context: Solving; request: SolveRequest }> {
  const context = await openSolving(await openMade(made), options, { signal, log, mayBuild: true });
  const candidates = readCandidates({ packs, packages: [], leaveOut: [] }, context.rules);
  return { context, request: { ...nothingNamed, candidates, leavingDirs, policy: 'as-asked', scope: 'all' } };
}

/** What is asked of torch and its family, as lines that bind versions. */
export interface TorchBounds {
  /** By ComfyUI alone. */
  comfy: readonly string[];
  /** By ComfyUI and all packs. */
  all: readonly string[];
}

/** The lines of somebody that ask for a version of torch or its family, which the rules for packs leave out. */
function torchLinesOf({ wanted, leftOut }: Pick<RequirementPlan, 'wanted' | 'leftOut'>): string[] {
  return [...wanted, ...leftOut].flatMap(({ name, specifier }) =>
    name !== null && isTorchFamily(name) && specifier !== null && specifier !== '' ? [`${name}${specifier}`] : [],
  );
}

/**
 * What ComfyUI, all enabled packs and those that are to come ask of torch and its family: within these its build is chosen. What cannot be met together
 * is found before torch is downloaded, as far as that does not have to do with torch. Throws `requirements-conflict`.
 */
export async function readTorchBounds(fill: FillForAll, options: FillOptions, job: JobContext): Promise<TorchBounds> {
  const { context, request } = await openFill(fill, options, job);
  const solution = await solve(request, context);
  if (solution.kind === 'unsolvable') {
    const refusal = await refuseEnvironment(solution, context);
    const { package: about } = refusal.details;
    if (typeof about === 'string' && !isBuiltForHardware(about)) throw refusal;
  }
  const sources = await readSources({ ...context, comfyFiles: comfyRequirementFiles });
  const staying = sources.filter(({ dir }) => !fill.leavingDirs.includes(dir));
  const comfy = staying.filter(({ isComfy }) => isComfy).flatMap(({ plan }) => torchLinesOf(plan));
  const all = [...staying, ...request.candidates].flatMap(({ plan }) => torchLinesOf(plan));
  return { comfy: [...new Set(comfy)], all: [...new Set(all)] };
}

/** What ComfyUI itself asks for of torch's family and no build of torch brings, such as torchsde: no pack may have it installed, but ComfyUI does not start without it. */
async function readOwnOfComfy(context: SolveContext): Promise<Candidate[]> {
  const { distributions } = context;
  const sources = await readSources({ ...context, comfyFiles: comfyRequirementFiles });
  return sources.flatMap(({ name, isComfy, plan }) => {
    const lacking = plan.leftOut.filter(
      (line) => line.name !== null && isTorchFamily(line.name) && !distributions.has(line.name),
    );
    if (!isComfy || lacking.length === 0) return [];
    const wanted = lacking.map((line) => ({ ...line, source: name, localPath: null }));
    return [{ name, plan: { ...plan, wanted, leftOut: [] }, lines: wanted.map(({ text }) => text) }];
  });
}

/** A line of somebody with the folder that its paths begin at; null for a pack that is not there yet. */
interface RequestedPack {
  name: string;
  dir: string | null;
  wanted: readonly PlannedRequirement[];
}

async function findAll(
  context: Solving,
  requested: SolveRequest,
  job: JobContext,
): Promise<{ plan: AppliedPlan; requested: readonly RequestedPack[] }> {
  const request = { ...requested, candidates: [...requested.candidates, ...(await readOwnOfComfy(context))] };
  const solution = await solve(request, context);
  if (solution.kind === 'unsolvable') throw await refuseEnvironment(solution, context);
  if (solution.kind === 'untold') throw refuseUnreported(solution.why, context.environment.tool);
  for (const { asker, line } of listUnread(solution.others))
    job.warn(msg`${asker} asks for "${line}", which no installer can read, so only the name of the package counts.`);
  const others = solution.others.map(({ name, dir, plan }) => ({ name, dir, wanted: plan.wanted }));
  const coming = request.candidates.map(({ name, plan }) => ({ name, dir: null, wanted: plan.wanted }));
  const all = [...others, ...coming];
  const changes = changesOf(solution, request, context).filter(comes);
  // Paths of packs are no part of a resolve.
  const isExact = (line: PlannedRequirement): boolean => line.localPath === null && !isUnreadable(line);
  const askers = all.map(({ wanted }) => ({ dir: '.', wanted: wanted.filter(isExact) }));
  const before = versionsOf(context.distributions);
  return { plan: { before, changes, options: optionsOf(solution), askers, what: everybody }, requested: all };
}

/** Paths of packs. */
async function pathLines(requested: readonly RequestedPack[], job: JobContext): Promise<string[]> {
  const paths = requested.flatMap(({ name, dir, wanted }) =>
    dir === null ? [] : wanted.filter(({ localPath }) => localPath !== null).map((line) => ({ name, dir, line })),
  );
  const lines: string[] = [];
  for (const { name, dir, line } of paths) {
    try {
      lines.push(await toLine(dir, line));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      job.warn(msg`A path that ${name} requires was left out: ${error.words.message}`);
    }
  }
  return lines;
}

function unfilled(message: Message, details: Record<string, unknown> = {}): AppError {
  return new AppError('requirements-failed', message, {
    remedy: msg`Nothing was put into place. Try another version of Python, or disable the pack that needs it.`,
    details,
  });
}

/** Proves by what is installed then that every line is met, and by the tool that the packages fit each other. Throws `requirements-failed`. */
async function proveFilled(
  { made, workDir }: FillForAll,
  { requested, context, target }: { requested: readonly RequestedPack[]; context: Solving; target: Target },
  job: JobContext,
): Promise<void> {
  const distributions = await target.read();
  const installed = { distributions, markers: context.markers, findDamage: checkNoFiles };
  for (const { name, wanted } of requested) {
    const states = await judgeRequirements(wanted, installed);
    const unmet = wanted.filter((_, at) => states[at] === 'unmet');
    const [first] = unmet;
    if (first === undefined) continue;
    throw unfilled(msg`The new environment does not have what ${name} needs: ${redactSecrets(first.text)}.`);
  }
  const problems = await proveConsistent(made, workDir, job);
  if (problems.length === 0) return;
  throw unfilled(msg`The packages of the new environment do not work together: ${problems[0] ?? ''}.`, { problems });
}

/**
 * Fills a new environment, which has its torch, with what ComfyUI, all enabled packs and those that are to come ask for: one resolve, installed exactly as
 * it was found, and proven. Answers how many packages came. Throws `requirements-conflict` naming who cannot live together, `requirements-failed`,
 * `disk-full`, `cancelled`.
 */
export async function fillForAll(fill: FillForAll, options: FillOptions, job: JobContext): Promise<number> {
  const { workDir } = fill;
  const { settings } = options;
  job.report({ phase: msg`Planning packages` });
  const { context, request } = await openFill(fill, options, job);
  const { plan, requested } = await findAll(context, request, job);
  const target = targetAside({ environment: context.environment, settings, workDir }, { what: everybody });
  await applyPlan(plan, target, job);
  const lines = await pathLines(requested, job);
  const phase = msg`Installing requirements`;
  if (lines.length > 0) await installLines({ phase, lines, moving: 'everything' }, target, job);
  await proveFilled(fill, { requested, context, target }, job);
  return plan.changes.length + lines.length;
}
