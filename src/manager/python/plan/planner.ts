import type { PackagePlan } from '../../../contract/python/package-plan';
import type { RequirementPolicy } from '../../../contract/settings';
import { explainInstallFailure, outputOf } from '../environment/install-failure';
import { AppError } from '../../../contract/errors';
import type { PythonEnvironment } from '../environment/environment';
import type { PythonOptions } from '../environment/follow-environment';
import { normaliseName } from '../packages/packages';
import { isBuiltForHardware } from '../packages/hardware-packages';
import { parseRequirement } from '../requirements/requirement';
import { planRequirements, type RequirementRules } from '../requirements/requirement-plan';
import { isLeftOut } from '../requirements/left-out';
import { splitLines, type RequirementText } from '../requirements/requirement-text';
import { createDamageCheck } from '../packages/distribution-files';
import { walkRequirements } from '../requirements/walk-requirements';
import type { ApprovedPlans } from './approved-plans';
import { planIdOf } from './changes';
import { changesOf, describePlan, emptyPlan } from './describe-plan';
import { explainUnsolvable, findWaysOut } from './explain-conflict';
import { linesWithoutPaths } from './plan-groups';
import { yourself, type Candidate, type SolveContext, type SolveRequest } from './question';
import { splitByGroup } from './split-candidate';
import { findKeptBack } from './policy-group';
import { solve, type Solution } from './solve';
import { openSolving } from './solving';
import { describeUntold } from './unreported';

/** A pack that is to come, with its lines as they are known. */
interface RequestedPack {
  name: string;
  lines: readonly (Pick<RequirementText, 'text' | 'source'> & Partial<RequirementText>)[];
  /** None of its lines can be left out: so it is with ComfyUI, which is asked about as a pack is. */
  isWhole?: boolean | undefined;
}

/** What is asked of the planner. */
export interface PlanRequest {
  packs: readonly RequestedPack[];
  /** Lines of the person. */
  packages: readonly string[];
  remove: readonly string[];
  /** Folders of packs that go or are replaced. */
  leavingDirs: readonly string[];
  leaveOut: readonly string[];
  /** In place of the setting. */
  policy?: RequirementPolicy | undefined;
  /** Whether what has no wheel is built to know what it brings; left out, nothing of anybody runs, and no address is asked. */
  mayBuild?: boolean | undefined;
}

/** Plans changes of Python packages. */
export interface PackagePlanner {
  /** One resolve over ComfyUI, all enabled packs and what is to come. Changes nothing. Throws `environment-missing`, `requirements-failed`, `cancelled`. */
  plan(request: PlanRequest, signal: AbortSignal): Promise<PackagePlan>;
}

function toTexts(lines: RequestedPack['lines'], leaveOut: readonly string[]): RequirementText[] {
  return lines
    .flatMap((line) => splitLines(line.text).map(({ text }) => ({ isConstraint: false, folder: '.', ...line, text })))
    .filter(({ text }) => !isLeftOut(text, leaveOut));
}

/** A path of a pack that is not here yet leads nowhere, so it takes no part. */
function toCandidates(name: string, plan: Candidate['plan'], isWhole?: boolean): Candidate[] {
  return splitByGroup(name, plan).map((part) => ({ ...part, lines: linesWithoutPaths(part.plan), isWhole }));
}

/** Lines that a person names are wanted, also where they bring an older version; the blacklist, and torch with it, stays. */
export function rulesOfPerson(rules: RequirementRules): RequirementRules {
  return { ...rules, noDowngrade: new Set(rules.blacklist) };
}

/** What a person names may get older; torch and its CUDA stay all the same. */
export function freedNames({ packages, remove }: Pick<PlanRequest, 'packages' | 'remove'>): string[] {
  const named = packages.flatMap((line) => parseRequirement(line).name ?? []);
  return [...named, ...remove.map(normaliseName)].filter((name) => !isBuiltForHardware(name));
}

/** What is asked for, by the rules of an environment. */
export function readCandidates(
  request: Pick<PlanRequest, 'packs' | 'packages' | 'leaveOut'>,
  rules: RequirementRules,
): Candidate[] {
  const packs = request.packs.flatMap(({ name, lines, isWhole = false }) =>
    toCandidates(name, planRequirements(toTexts(lines, isWhole ? [] : request.leaveOut), rules), isWhole),
  );
  if (request.packages.length === 0) return packs;
  const own = request.packages.map((text) => ({ text, source: yourself }));
  return [...packs, ...toCandidates(yourself, planRequirements(toTexts(own, []), rulesOfPerson(rules)))];
}

/** Whether all that candidates ask for is installed already, so that nothing has to be resolved. */
export async function isMetAlready(
  { candidates, remove }: SolveRequest,
  { distributions, markers }: SolveContext,
): Promise<boolean> {
  if (remove.length > 0 || candidates.some(({ plan }) => plan.hasOwnConstraints)) return false;
  const wanted = candidates.flatMap(({ plan }) => plan.wanted);
  return (await walkRequirements(wanted, { distributions, markers, findDamage: createDamageCheck() })).areAllMet;
}

function explained(error: unknown, names: string): unknown {
  if (!(error instanceof AppError) || error.code !== 'command-failed') return error;
  return explainInstallFailure({ packName: names, output: outputOf(error), protectedLines: [] });
}

/** A plan that says what the requirement policy has kept back. */
async function withKeptBack(plan: PackagePlan, { groups }: Solution, context: SolveContext): Promise<PackagePlan> {
  const { policy } = plan;
  return { ...plan, policy: { ...policy, keptBack: await findKeptBack(policy.name, groups, context) } };
}

async function answer(request: SolveRequest, context: SolveContext, note: ApprovedPlans['note']): Promise<PackagePlan> {
  if (request.scope === 'keep' && (await isMetAlready(request, context))) {
    await note(planIdOf([]), { changes: [], isOpen: false });
    return emptyPlan(request, context, { outcome: 'nothing' });
  }
  const solution = await solve(request, context);
  if (solution.kind === 'solved') {
    const changes = changesOf(solution, request, context);
    const { unbuilt } = solution;
    await note(planIdOf(changes, unbuilt), { changes, isOpen: unbuilt.length > 0 }, solution);
    return withKeptBack(await describePlan(solution, request, context), solution, context);
  }
  if (solution.kind === 'untold') {
    const notes = [describeUntold(solution.why, context.environment.tool)];
    return emptyPlan(request, context, { outcome: 'nothing', notes });
  }
  const found = await explainUnsolvable(solution, solution.output, context);
  const waysOut = await findWaysOut(solution, found, context);
  const plan = emptyPlan(request, context, { outcome: 'impossible', conflict: found.conflict, waysOut });
  return waysOut.some(({ kind }) => kind === 'as-asked') ? withKeptBack(plan, solution, context) : plan;
}

/** Makes the planner of an installation. */
export function createPackagePlanner(
  options: PythonOptions & { approved: ApprovedPlans },
  environment: () => Promise<PythonEnvironment>,
): PackagePlanner {
  const { settings, approved } = options;
  return {
    async plan(question, signal) {
      const found = await environment();
      const context = await openSolving(found, options, { signal, mayBuild: question.mayBuild });
      const isAll = question.packs.length + question.packages.length + question.remove.length === 0;
      const named = freedNames(question);
      const request: SolveRequest = {
        candidates: readCandidates(question, context.rules),
        leavingDirs: question.leavingDirs,
        remove: question.remove.map(normaliseName),
        ...{ freed: named, named },
        bound: [],
        policy: question.policy ?? settings['python.requirementPolicy'],
        scope: isAll ? 'all' : 'keep',
      };
      try {
        return await answer(request, context, approved.note);
      } catch (error) {
        throw explained(error, question.packs.map(({ name }) => name).join(', ') || yourself);
      }
    },
  };
}
