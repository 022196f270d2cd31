import { AppError } from '../../../contract/errors';
import { say, type Said, sayPack } from '../../../contract/text/said';
import type { WayOut } from '../../../contract/python/package-plan';
import type { RequirementPolicy } from '../../../contract/settings';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import type { JobContext } from '../../../base/async/job';
import { redactSecrets } from '../../../base/log';
import { policyOf, type PackageConsent } from '../plan/consent';
import { exactLineFor, writeExactFiles } from './exact-lines';
import { findUndone } from './exact-proof';
import { explainInstallFailure } from '../environment/install-failure';
import type { Leaving } from './others';
import type { InstallContext, PlannedInstall } from './planned-install';
import { findUnplanned, linesOf, type ApprovedPlan, type ApprovedPlans } from '../plan/approved-plans';
import { comes, planIdOf, type ExactChange } from '../plan/changes';
import { changesOf } from '../plan/describe-plan';
import { explainUnsolvable, findWaysOut, type Explained, saySides } from '../plan/explain-conflict';
import {
  guardName,
  optionsOf,
  solve,
  type Candidate,
  type SolveContext,
  type Solution,
  type Wish,
} from '../plan/solve';
import { splitByGroup } from '../plan/split-candidate';
import { remedyOf } from '../plan/ways-out';
import { toLine } from '../plan/prepared-files';
import { readDistributions, versionsOf } from '../packages/packages';
import { changePackages, exactArguments } from '../environment/tool';

/** What an installation needs to know to take everybody into account. */
export interface PlanContext {
  approved: ApprovedPlans;
  solving: (signal: AbortSignal) => Promise<SolveContext>;
  /** Throws `requirements-conflict` when a change since `before` has left something unmet for others that was met. */
  proveOthers: (before: ReadonlyMap<string, string>, leaving: Leaving, job: JobContext) => Promise<void>;
}

/** Changes that one resolve found, to be made exactly. */
export interface ExactPlan {
  /** Name to version, as it was when it was resolved. */
  before: ReadonlyMap<string, string>;
  changes: readonly ExactChange[];
  /** Packages come, and all that were there stay: what is met for others stays met. */
  onlyAdds: boolean;
  options: readonly string[];
}

const phase = say`Installing requirements`;

/** In which words the changes that were found are not what was agreed; null where they are. Pure. */
function findDisagreement(
  changes: readonly ExactChange[],
  { approved, planId, onlyNew }: { approved: ApprovedPlan | null } & Pick<PackageConsent, 'planId' | 'onlyNew'>,
): Said | null {
  if (approved !== null) {
    const unplanned = findUnplanned(changes, approved).join(', ');
    return unplanned === '' ? null : say`The packages would not change as it was approved: ${unplanned}.`;
  }
  if (planId !== null) return say`The plan that was approved is not known any more.`;
  const moved = onlyNew ? findUnplanned(changes, { changes: [], isOpen: true }).join(', ') : '';
  return moved === ''
    ? null
    : say`Packages that are installed would change, and only new ones were agreed to: ${moved}.`;
}

/** Holds what was found to what was agreed; what was found is known by its name from then on, so that it can be approved in its turn. Throws `plan-changed`. */
async function holdTo(
  changes: readonly ExactChange[],
  agreed: Parameters<typeof findDisagreement>[1],
  plans: ApprovedPlans,
): Promise<void> {
  const disagreement = findDisagreement(changes, agreed);
  if (disagreement === null) return;
  const planId = planIdOf(changes);
  await plans.note(planId, { changes, isOpen: false });
  throw new AppError('plan-changed', disagreement, {
    remedy: say`Nothing was changed. Look at the plan again and approve it.`,
    details: { plan_id: planId },
  });
}

function conflictOfAll(packName: string, { conflict }: Explained, waysOut: readonly WayOut[]): AppError {
  const sides = saySides(conflict.sides);
  return new AppError(
    'requirements-conflict',
    say`The requirements of "${sayPack(packName)}" cannot be met together with what is there: ${sides}.`,
    {
      remedy: remedyOf(waysOut),
      details: { package: conflict.package, conflict, waysOut },
    },
  );
}

/** What the requirement policy keeps back. */
function refusedByPolicy(
  packName: string,
  { conflict }: Explained,
  { waysOut, policy }: { waysOut: readonly WayOut[]; policy: RequirementPolicy },
): AppError {
  const sides = saySides(conflict.sides);
  const message =
    policy === 'only-new'
      ? say`"${sayPack(packName)}" would change packages that are installed, and the settings allow only new ones: ${sides}.`
      : say`"${sayPack(packName)}" would make packages older that are installed, which the settings do not allow: ${sides}.`;
  return new AppError('requirements-conflict', message, {
    remedy: remedyOf(waysOut),
    details: { package: conflict.package, conflict, waysOut, policy },
  });
}

/** The refusal for requirements that have no solution, with the smallest set that has none and what would help. Throws `cancelled`, `command-failed`. */
async function refuse(
  input: PlannedInstall,
  solution: Extract<Solution, { kind: 'unsolvable' }>,
  { context, policy }: { context: SolveContext; policy: RequirementPolicy },
): Promise<AppError> {
  const found = await explainUnsolvable(solution, solution.output, context);
  const { smallest, conflict, output } = found;
  const waysOut = await findWaysOut(solution, found, context);
  if (smallest.some(({ kind }) => kind === 'policy'))
    return refusedByPolicy(input.packName, found, { waysOut, policy });
  const isAlone = smallest.every(({ kind, name }) => kind === 'candidate' || name === guardName);
  if (!isAlone) return conflictOfAll(input.packName, found, waysOut);
  const told = explainInstallFailure({ packName: input.packName, output, protectedLines: input.plan.constraints });
  const { words, code, details } = told;
  const remedy = waysOut.length > 0 ? remedyOf(waysOut) : words.remedy;
  return new AppError(code, words.message, { remedy, details: { ...details, conflict, waysOut } });
}

async function readApproved({ planId }: PackageConsent, { approved }: PlanContext): Promise<ApprovedPlan | null> {
  return planId === null ? null : approved.read(planId);
}

/** What the pack asks for in the form that the tool reads, its optional groups by themselves. */
async function readParts({ packName, plan, packDir, isWhole }: PlannedInstall): Promise<Candidate[]> {
  if (plan.wanted.length === 0) return [];
  const parts = splitByGroup(packName, plan);
  return Promise.all(
    parts.map(async (part) => ({
      ...part,
      isWhole,
      lines: await Promise.all(part.plan.wanted.map((requirement) => toLine(packDir, requirement))),
    })),
  );
}

async function readWish(input: PlannedInstall, approved: ApprovedPlan | null): Promise<Omit<Wish, 'policy'>> {
  const { packDir, leavingDirs = [], former = [], remove = [], freed = [], named = [] } = input;
  const bound = approved === null ? [] : linesOf(approved);
  const leaving = [packDir, ...leavingDirs];
  return {
    candidates: await readParts(input),
    leavingDirs: leaving,
    former,
    remove,
    freed,
    bound,
    named,
    scope: 'keep',
  };
}

/**
 * Resolves a pack's requirements with everybody else's, as they are now; null where the tool cannot say beforehand. Throws `requirements-conflict` when
 * there is no solution, `plan-changed` when it is another than was approved, `command-failed`, `cancelled`.
 */
export async function planExactly(
  input: PlannedInstall,
  planning: PlanContext,
  job: JobContext,
): Promise<ExactPlan | null> {
  job.report({ phase: say`Planning packages`, message: sayPack(input.packName) });
  const { consent } = input;
  const [approved, context] = await Promise.all([readApproved(consent, planning), planning.solving(job.signal)]);
  const policy = policyOf(consent, context.settings);
  const answered = consent.planId === null ? null : planning.approved.answered(consent.planId);
  const wish = { ...(await readWish(input, approved)), policy, answered };
  const bound = await solve(wish, context);
  // What was approved is not to be had any more: what is instead is told, or why there is nothing.
  const isGone = bound.kind === 'unsolvable' && wish.bound.length > 0;
  const solution = isGone ? await solve({ ...wish, bound: [] }, context) : bound;
  if (solution.kind === 'untold') return null;
  if (solution.kind === 'unsolvable') throw await refuse(input, solution, { context, policy });
  const changes = changesOf(solution, wish, context);
  await holdTo(changes, { approved, ...consent }, planning.approved);
  for (const { name, version } of solution.left)
    job.log(`${[name, version].join(' ')} is left alone: only metadata of torch asks for it.`);
  const before = versionsOf(context.distributions);
  const onlyAdds = solution.left.length === 0 && changes.every(({ from }) => from === null);
  return { before, changes, onlyAdds, options: optionsOf(solution) };
}

async function removeExactly(
  changes: readonly ExactChange[],
  { context, job }: { context: InstallContext; job: JobContext },
): Promise<void> {
  const going = changes.flatMap((change) => (comes(change) ? [] : [change.name]));
  if (going.length === 0) return;
  const { environment, settings, paths, journal } = context;
  const confirmed = environment.tool === 'pip' ? ['-y'] : [];
  const call = { environment, settings, journal, cwd: paths.stagingDir };
  job.report({ phase: say`Removing packages`, message: going.join(', ') });
  const args = ['uninstall', ...confirmed, ...going];
  await changePackages(call, { args, moving: going }, { ...job, phase: say`Removing packages` });
}

/** Makes exactly these changes: nothing is resolved any more. Throws `command-failed`, `cancelled`. */
export async function installExactly(
  input: PlannedInstall,
  { changes, options }: ExactPlan,
  { context, job }: { context: InstallContext; job: JobContext },
): Promise<void> {
  if (changes.length === 0) return;
  const { environment, settings, paths, journal } = context;
  const coming = changes.filter(comes);
  await removeExactly(changes, { context, job });
  if (coming.length === 0) return;
  const askers = [{ dir: input.packDir, plan: input.plan }];
  const lines = await Promise.all(coming.map((change) => exactLineFor(change, askers)));
  job.report({ phase, message: say`${lines.length} with ${environment.tool}` });
  job.log(`${environment.tool} installs into ${environment.interpreter}: ${lines.map(redactSecrets).join(' | ')}`);
  await withTemporaryFolder(paths.stagingDir, 'requirements', async (folder) => {
    const call = { environment, settings, journal, cwd: folder };
    const moving = coming.map(({ name }) => name);
    for (const file of await writeExactFiles(lines, options, folder))
      await changePackages(call, { args: exactArguments(environment, file, options), moving }, { ...job, phase });
  });
}

/** Proves that the packages are as the plan says: these changes and no other. Throws `requirements-failed`. */
export async function proveExact(
  { before, changes }: ExactPlan,
  { packName }: Pick<PlannedInstall, 'packName'>,
  { environment }: Pick<InstallContext, 'environment'>,
): Promise<void> {
  const installed = await readDistributions(environment.sitePackagesDirs);
  const after = versionsOf(installed);
  const planned = new Set(changes.map(({ name }) => name));
  const others = [...new Set([...before.keys(), ...after.keys()])].filter((name) => !planned.has(name));
  const moved = others.filter((name) => before.get(name) !== after.get(name));
  const wrong = [...(await findUndone(changes, installed)), ...moved];
  if (wrong.length === 0) return;
  throw new AppError(
    'requirements-failed',
    say`The installer did something else for "${sayPack(packName)}" than it had said: ${wrong.join(', ')}.`,
    {
      remedy: say`Read the log of the task; the packages were put back as they were.`,
    },
  );
}
