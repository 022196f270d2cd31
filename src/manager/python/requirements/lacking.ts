import { isBuiltForHardware } from '../packages/hardware-packages';
import type { PackageProblem } from '../packages/package-check';
import { parseRequirement } from './requirement';
import { judgeRequirements } from './requirement-check';
import type { RequirementPlan } from './requirement-plan';
import { walkRequirements, type Installed } from './walk-requirements';

/** The lines of a plan that are not met; what only the tool can judge counts as met when its name is there. */
async function findUnmet(plan: RequirementPlan, installed: Installed): Promise<readonly string[]> {
  const states = await judgeRequirements(plan.wanted, installed);
  return plan.wanted.filter((_, index) => states[index] === 'unmet').map(({ text }) => text);
}

function isOfHardware({ package: owner, needs }: PackageProblem): boolean {
  return isBuiltForHardware(owner) && isBuiltForHardware(parseRequirement(needs).name ?? '');
}

function describeProblem({ package: owner, needs, found }: PackageProblem): string {
  return `${owner} asks for ${needs} (${found === null ? 'not there' : `${found} is there`})`;
}

/**
 * What a plan lacks: lines that are not met, else what the packages that they lead to lack of each other. The tool is asked with `check`
 * where the metadata leaves a doubt, and always when `isThorough`.
 */
export async function findLacking(
  plan: RequirementPlan,
  installed: Installed,
  { check, isThorough }: { check: () => Promise<readonly PackageProblem[]>; isThorough: boolean },
): Promise<readonly string[]> {
  const unmet = await findUnmet(plan, installed);
  if (unmet.length > 0 || plan.wanted.length === 0) return unmet;
  const { areAllMet, names, damaged } = await walkRequirements(plan.wanted, installed);
  if (damaged.size > 0) return [...damaged].map(([name, what]) => `${name} is damaged (${what})`);
  if (areAllMet && !isThorough) return [];
  const problems = (await check()).filter((problem) => names.has(problem.package) && !isOfHardware(problem));
  return problems.map(describeProblem);
}
