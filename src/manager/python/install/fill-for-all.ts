import { ensureFolder } from '../../../base/files/files';
import type { JobContext } from '../../../base/async/job';
import { redactSecrets } from '../../../base/log';
import { AppError } from '../../../contract/errors';
import { say, type Said } from '../../../contract/text/said';
import { readSources } from '../requirements/askers';
import type { PythonEnvironment } from '../environment/environment';
import { exactLineOf, findAsked, writeExactFiles } from './exact-lines';
import { findUndone } from './exact-proof';
import type { PythonOptions } from '../environment/follow-environment';
import { fillEnvironment, proveConsistent } from '../making/fill-environment';
import type { NewEnvironment } from '../making/make-environment';
import { lookAtNoFiles } from '../packages/distribution-files';
import { isBuiltForHardware, isTorchFamily } from '../packages/hardware-packages';
import { readDistributions } from '../packages/packages';
import { comes, type ExactChange } from '../plan/changes';
import { changesOf, listUnread } from '../plan/describe-plan';
import { explainUnsolvable, saySides } from '../plan/explain-conflict';
import { readCandidates, type PlanWish } from '../plan/planner';
import {
  nothingNamed,
  optionsOf,
  solve,
  type Candidate,
  type Solution,
  type SolveContext,
  type Wish,
} from '../plan/solve';
import { refuseUntold } from '../plan/untold';
import { toLine } from '../plan/prepared-files';
import { readKnownFacts } from '../environment/python-files';
import { readEnvironmentRules } from '../requirements/environment-rules';
import { comfyRequirementFiles } from '../requirements/needed-packages';
import { judgeRequirements } from '../requirements/requirement-check';
import { isUnreadable } from '../requirements/requirement';
import type { PlannedRequirement, RequirementPlan } from '../requirements/requirement-plan';
import { exactArguments } from '../environment/tool';

export interface FillForAll {
  made: NewEnvironment;
  /** Packs that are to come, with what they ask for. */
  packs: PlanWish['packs'];
  /** Folders of packs that they replace. */
  leavingDirs: readonly string[];
  /** A folder for what is needed meanwhile. */
  workDir: string;
}

type FillOptions = Pick<PythonOptions, 'installation' | 'settings' | 'config' | 'paths'>;

/** An environment that was just made, as those see it that work with environments. */
async function openMade({ interpreter, uv }: NewEnvironment): Promise<PythonEnvironment> {
  const facts = await readKnownFacts(interpreter);
  if (facts === null) throw new AppError('environment-missing', say`The new environment does not run.`, {});
  return { interpreter, tool: uv === null ? 'pip' : 'uv', uv, ...facts, isEmbedded: false };
}

async function openSolving({ made, packs, leavingDirs }: FillForAll, options: FillOptions, job: JobContext) {
  const environment = await openMade(made);
  const { distributions, markers, rules, planTexts, chosenGroups } = await readEnvironmentRules(environment, options);
  const { settings, paths, installation } = options;
  const context: SolveContext = {
    ...{ environment, settings, paths, installation, distributions, markers, planTexts, chosenGroups },
    ...{ signal: job.signal, log: job.log, mayBuild: true },
  };
  const candidates = readCandidates({ packs, packages: [], leaveOut: [] }, rules);
  const wish: Wish = { ...nothingNamed, candidates, leavingDirs, policy: 'as-asked', scope: 'all' };
  return { context, wish };
}

/** What cannot live together in one environment makes none. */
async function refuse(solution: Extract<Solution, { kind: 'unsolvable' }>, context: SolveContext): Promise<AppError> {
  const { conflict } = await explainUnsolvable(solution, solution.output, context);
  const sides = saySides(conflict.sides);
  return new AppError('requirements-conflict', say`No environment can meet all of these together: ${sides}.`, {
    remedy: say`Nothing was changed. Disable one of them, or choose another version of Python, and try again.`,
    details: { conflict, package: conflict.package },
  });
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
  const { context, wish } = await openSolving(fill, options, job);
  const solution = await solve(wish, context);
  if (solution.kind === 'unsolvable') {
    const refusal = await refuse(solution, context);
    const { package: about } = refusal.details;
    if (typeof about === 'string' && !isBuiltForHardware(about)) throw refusal;
  }
  const sources = await readSources({ ...context, comfyFiles: comfyRequirementFiles });
  const staying = sources.filter(({ dir }) => !fill.leavingDirs.includes(dir));
  const comfy = staying.filter(({ isComfy }) => isComfy).flatMap(({ plan }) => torchLinesOf(plan));
  const all = [...staying, ...wish.candidates].flatMap(({ plan }) => torchLinesOf(plan));
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

/** The line for one package: what its asker wrote where only that is exact, else name and version. */
function exactLine(change: ExactChange, wanted: readonly PlannedRequirement[]): string {
  const own = findAsked(
    change,
    wanted.filter((one) => one.localPath === null && !isUnreadable(one)),
  );
  return own?.specifier === null ? own.text : exactLineOf(change, own);
}

interface Found {
  changes: readonly ExactChange[];
  options: readonly string[];
  asked: readonly { name: string; dir: string | null; wanted: readonly PlannedRequirement[] }[];
}

async function findAll(fill: FillForAll, options: FillOptions, job: JobContext): Promise<Found> {
  const { context, wish: asked } = await openSolving(fill, options, job);
  const wish = { ...asked, candidates: [...asked.candidates, ...(await readOwnOfComfy(context))] };
  const solution = await solve(wish, context);
  if (solution.kind === 'unsolvable') throw await refuse(solution, context);
  if (solution.kind === 'untold') throw refuseUntold(solution.why, context.environment.tool);
  for (const { asker, line } of listUnread(solution.others))
    job.warn(say`${asker} asks for "${line}", which no installer can read, so only the name of the package counts.`);
  const others = solution.others.map(({ name, dir, plan }) => ({ name, dir, wanted: plan.wanted }));
  const coming = wish.candidates.map(({ name, plan }) => ({ name, dir: null, wanted: plan.wanted }));
  return {
    changes: changesOf(solution, wish, context).filter(comes),
    options: optionsOf(solution),
    asked: [...others, ...coming],
  };
}

/** Paths of packs: they are no part of a resolve. */
async function pathLines({ asked }: Found, job: JobContext): Promise<string[]> {
  const paths = asked.flatMap(({ name, dir, wanted }) =>
    dir === null ? [] : wanted.filter(({ localPath }) => localPath !== null).map((line) => ({ name, dir, line })),
  );
  const lines: string[] = [];
  for (const { name, dir, line } of paths) {
    try {
      lines.push(await toLine(dir, line));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      job.warn(say`A path that ${name} asks for was left out: ${error.words.message}`);
    }
  }
  return lines;
}

function unfilled(message: Said, details: Record<string, unknown> = {}): AppError {
  return new AppError('requirements-failed', message, {
    remedy: say`Nothing was put into place. Try another version of Python, or disable the pack that asks for it.`,
    details,
  });
}

/** Proves by what is installed then that every line is met, and by the tool that the packages fit each other. Throws `requirements-failed`. */
async function proveFilled(
  { made, workDir, asked, changes }: FillForAll & Pick<Found, 'asked' | 'changes'>,
  options: FillOptions,
  job: JobContext,
): Promise<void> {
  const { sitePackagesDirs, pythonVersion } = await openMade(made);
  const { markers } = await readEnvironmentRules({ sitePackagesDirs, pythonVersion }, options);
  const installed = { distributions: await readDistributions(sitePackagesDirs), markers, findDamage: lookAtNoFiles };
  const [undone] = await findUndone(changes, installed.distributions);
  if (undone !== undefined) throw unfilled(say`The new environment did not get ${undone}, though it was planned.`);
  for (const { name, wanted } of asked) {
    const states = await judgeRequirements(wanted, installed);
    const unmet = wanted.filter((_, at) => states[at] === 'unmet');
    const [first] = unmet;
    if (first === undefined) continue;
    throw unfilled(say`The new environment does not have what ${name} asks for: ${redactSecrets(first.text)}.`);
  }
  const problems = await proveConsistent(made, workDir, job);
  if (problems.length === 0) return;
  throw unfilled(say`The packages of the new environment do not fit each other: ${problems[0] ?? ''}.`, { problems });
}

/**
 * Fills a new environment, which has its torch, with what ComfyUI, all enabled packs and those that are to come ask for: one resolve, installed exactly as
 * it was found, and proven. Answers how many packages came. Throws `requirements-conflict` naming who cannot live together, `requirements-failed`,
 * `disk-full`, `cancelled`.
 */
export async function fillForAll(fill: FillForAll, options: FillOptions, job: JobContext): Promise<number> {
  const { made, workDir } = fill;
  job.report({ phase: say`Planning packages` });
  const found = await findAll(fill, options, job);
  const wanted = found.asked.flatMap((one) => one.wanted);
  const lines = [...found.changes.map((change) => exactLine(change, wanted)), ...(await pathLines(found, job))];
  await ensureFolder(workDir);
  for (const file of await writeExactFiles(lines, found.options, workDir)) {
    const [, ...args] = exactArguments({ tool: made.uv === null ? 'pip' : 'uv' }, file, found.options);
    const input = { what: 'ComfyUI and all packs', args, settings: options.settings, cwd: workDir };
    await fillEnvironment(made, input, job);
  }
  await proveFilled({ ...fill, ...found }, options, job);
  return lines.length;
}
