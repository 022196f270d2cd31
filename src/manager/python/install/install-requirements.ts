import { AppError } from '../../../contract/errors';
import { msg, formatMessage, packMessage } from '../../../contract/text/message';
import type { JobContext } from '../../../base/async/job';
import { redactSecrets, type Logger } from '../../../base/log';
import { explainInstallFailure, outputOf } from '../environment/install-failure';
import { type OpenJournal, installArguments, type InstallFiles } from '../environment/tool';
import { createDamageCheck } from '../packages/distribution-files';
import { isBuiltForHardware, isTorchFamily } from '../packages/hardware-packages';
import { mendDistribution } from '../packages/mend';
import { findOverlaps } from '../packages/overlaps';
import { describeChange, type PackageChange } from '../packages/package-change';
import { checkPackages } from '../packages/package-check';
import type { PackageKeeper } from '../packages/package-keeper';
import { versionsOf, type Distribution } from '../packages/packages';
import type { ApprovedPlans } from '../plan/approved-plans';
import type { Solving } from '../plan/solving';
import { findLacking } from '../requirements/lacking';
import { describeLeftOut } from '../requirements/left-out';
import type { MarkerValues } from '../requirements/markers';
import type { RequirementPlan } from '../requirements/requirement-plan';
import { walkRequirements, type Installed, type RequirementWalk } from '../requirements/walk-requirements';
import { applyPlan } from './apply';
import { judgeOthers, refuseBroken } from './others';
import { resolveInstall, type FoundInstall } from './resolve-install';
import type { PlannedInstall } from './planned-install';
import { targetInUse, type Target } from './target';
import { join } from 'node:path';
import { writePlain } from '../../../base/files/files';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import { policyOf } from '../plan/consent';
import { policyLines } from '../plan/policy-group';
import { toLine } from './exact-lines';

/** What an installation is made with. `solving`: what was there before anything of it began. */
interface InstallContext {
  solving: Solving;
  plans: ApprovedPlans;
  keeper: PackageKeeper;
  log: Logger;
}

function logNotes(plan: RequirementPlan, job: JobContext): void {
  for (const { source, text, reason } of plan.notes)
    job.log(redactSecrets(`${source}: ${text} - ${formatMessage(reason)}`));
}

/** Whether the tool would find nothing to do. Own `-c` lines bind packages that no line asks for, so only the tool knows then. */
function isSatisfied(
  { plan, remove = [], isThorough = false }: PlannedInstall,
  { areAllMet }: RequirementWalk,
): boolean {
  if (remove.length > 0) return false;
  if (plan.wanted.length === 0) return true;
  return !isThorough && !plan.hasOwnConstraints && areAllMet;
}

/** What is left out is told apart: it is not met, and not to be installed either. */
function describeSatisfied({ wanted, leftOut }: RequirementPlan): string {
  const all = leftOut.length === 0 ? 'All' : 'The other';
  if (wanted.length === 0 && leftOut.length > 0) return 'Nothing is left to be installed.';
  return `${all} ${wanted.length} requirements are met already; nothing is installed.`;
}

const describeInstalled = (distributions: ReadonlyMap<string, Distribution>, markers: MarkerValues): Installed => ({
  distributions,
  markers,
  findDamage: createDamageCheck(markers['python_version']),
});

async function warnOfLeftOut({ leftOut }: RequirementPlan, found: Installed, job: JobContext): Promise<void> {
  for (const sentence of await describeLeftOut(leftOut, found)) job.warn(sentence);
}

function explainFailure(error: unknown, input: PlannedInstall): unknown {
  if (!(error instanceof AppError) || error.code !== 'command-failed') return error;
  return explainInstallFailure({
    packName: input.packName,
    output: outputOf(error),
    protectedLines: input.plan.constraints,
  });
}

/** Packages that lie on top of each other since this change. */
async function warnOfOverlaps(
  { before, after }: PackageChange,
  { distributions }: Installed,
  job: JobContext,
): Promise<void> {
  const came = [...after].flatMap(([name, version]) => (before.get(name) === version ? [] : [name]));
  if (came.length === 0) return;
  for (const { one, other, file } of await findOverlaps(distributions.values(), new Set(came)))
    job.warn(
      msg`${one} and ${other} both contain ${file}, so only one of the two is complete. Remove the one that is not needed.`,
    );
}

/** A tool takes half a package for a whole one, so what is damaged on the way is made whole before it is asked. Answers what is there then. */
async function mendDamaged(
  damaged: RequirementWalk['damaged'],
  { solving, target, journal }: { solving: Solving; target: Target; journal: OpenJournal },
  job: JobContext,
): Promise<Solving> {
  if (damaged.size === 0) return solving;
  const { environment, settings, distributions } = solving;
  for (const [name, what] of damaged) {
    const distribution = distributions.get(name);
    if (distribution === undefined) continue;
    job.log(`${name} ${distribution.version} is damaged: ${what}.`);
    await mendDistribution({ environment, settings, journal, cwd: target.workDir }, distribution, job);
  }
  return { ...solving, distributions: await target.read() };
}

/** What an installation has left in the environment. */
interface Result {
  before: Solving;
  after: ReadonlyMap<string, Distribution>;
  /** Null where nobody could say beforehand what it would do. */
  found: FoundInstall | null;
}

/** Proves that the lines are met, and that torch and what nobody named of its hardware is as it was. Throws `requirements-failed`. */
async function prove(input: PlannedInstall, { before, after, found }: Result, job: JobContext): Promise<void> {
  const { environment, settings, paths, markers, distributions } = before;
  const check = () => checkPackages({ environment, settings, cwd: paths.stagingDir }, job.signal);
  const unmet = await findLacking(input.plan, describeInstalled(after, markers), { check, isThorough: false });
  const requested = new Set(input.plan.wanted.flatMap(({ name }) => name ?? []));
  const isGuarded = (name: string): boolean =>
    isTorchFamily(name) || (found === null && isBuiltForHardware(name) && !requested.has(name));
  const moved = [...distributions.values()].flatMap(({ name, version }) =>
    isGuarded(name) && after.get(name)?.version !== version ? [name] : [],
  );
  if (unmet.length === 0 && moved.length === 0) return;
  const shortCause =
    moved.length > 0
      ? msg`${moved.join(', ')} would have been changed`
      : msg`these lines are still not met: ${unmet.join(', ')}`;
  throw new AppError(
    'requirements-failed',
    msg`The requirements of "${packMessage(input.packName)}" were not installed: ${shortCause}.`,
    {
      remedy: msg`Read the log of the task; the packages were put back as they were.`,
      shortCause,
      details: { unmet, moved },
    },
  );
}

/** Tells of what was installed. Throws `requirements-conflict` where that takes something away from others. */
async function finish(input: PlannedInstall, result: Result, job: JobContext): Promise<PackageChange> {
  const { before, after, found } = result;
  const change = { before: versionsOf(before.distributions), after: versionsOf(after) };
  const now = describeInstalled(after, before.markers);
  await warnOfLeftOut(input.plan, now, job);
  await warnOfOverlaps(change, now, job);
  for (const line of describeChange(change)) job.log(line);
  const { leavingDirs: dirs = [], former = [] } = input;
  if (found?.onlyAdds !== true)
    refuseBroken(await judgeOthers(change, { dirs, former }, { ...before, distributions: after }), job);
  return change;
}

/** Writes what one install is asked into `folder`. Throws `path-outside-root` for a local path that leads out of the pack. */
async function writeInstallFiles(packDir: string, plan: RequirementPlan, folder: string): Promise<InstallFiles> {
  const lines = await Promise.all(plan.wanted.map((requirement) => toLine(packDir, requirement)));
  const requirementsFile = join(folder, 'requirements.txt');
  await writePlain(requirementsFile, `${[...plan.options, ...lines].join('\n')}\n`);
  const constraintsFile = plan.constraints.length > 0 ? join(folder, 'constraints.txt') : null;
  if (constraintsFile !== null) await writePlain(constraintsFile, `${plan.constraints.join('\n')}\n`);
  const hasExtraIndex = plan.options.some((option) => option.startsWith('--extra-index-url'));
  return { requirementsFile, constraintsFile, allowsPrereleases: plan.allowsPrereleases, hasExtraIndex };
}

/** The plan of the lines with what the requirement policy keeps among its constraints. */
function withPolicy({ plan, consent, named = [], remove = [] }: PlannedInstall, solving: Solving): RequirementPlan {
  const others = [...plan.constraints, ...named, ...remove];
  const lines = policyLines(policyOf(consent, solving.settings), solving.distributions, others);
  return { ...plan, constraints: [...plan.constraints, ...lines] };
}

/**
 * One resolve and installation by a tool that cannot say beforehand what it would do (pip before 22.2). Answers what is installed then. Throws
 * `command-failed`, `cancelled`.
 */
async function installUnreported(
  input: PlannedInstall,
  { solving, target }: { solving: Solving; target: Target },
  job: JobContext,
): Promise<ReadonlyMap<string, Distribution>> {
  const { environment } = solving;
  const plan = withPolicy(input, solving);
  const phase = msg`Installing requirements`;
  await withTemporaryFolder(target.workDir, 'requirements', async (cwd) => {
    const files = await writeInstallFiles(input.packDir, plan, cwd);
    const lines = plan.wanted.map(({ text }) => redactSecrets(text));
    job.report({ phase, message: msg`${lines.length} with ${environment.tool}` });
    job.log(`${environment.tool} installs into ${environment.interpreter}: ${lines.join(' | ')}`);
    const args = installArguments(environment, files);
    await target.run({ args, moving: 'everything' }, { cwd, phase }, job);
  });
  return target.read();
}

/**
 * Installs what a plan wants in one resolve, verified by the installed metadata; nothing is run and nothing written down when everything is met
 * already. On failure or cancel the packages are put back. Throws `requirements-conflict`, `requirements-failed`, `plan-changed`, `disk-full`, `cancelled`.
 */
export async function installPlanned(
  input: PlannedInstall,
  { solving, plans, keeper, log }: InstallContext,
  job: JobContext,
): Promise<PackageChange> {
  const { packName, packDir, plan } = input;
  logNotes(plan, job);
  const now = describeInstalled(solving.distributions, solving.markers);
  const walk = await walkRequirements(plan.wanted, now);
  if (isSatisfied(input, walk)) {
    const versions = versionsOf(solving.distributions);
    job.log(describeSatisfied(plan));
    await warnOfLeftOut(plan, now, job);
    return { before: versions, after: versions };
  }
  const { environment, settings, paths } = solving;
  return keeper.during(`requirements of ${packName}`, job, async (journal) => {
    const target = targetInUse({ environment, settings, workDir: paths.stagingDir }, journal);
    try {
      const before = await mendDamaged(walk.damaged, { solving, target, journal }, job);
      const found = await resolveInstall(input, { context: before, plans }, job);
      const after =
        found === null
          ? await installUnreported(input, { solving: before, target }, job)
          : await applyPlan({ ...found, what: packName, askers: [{ dir: packDir, wanted: plan.wanted }] }, target, job);
      const result = { before, after, found };
      await prove(input, result, job);
      const change = await finish(input, result, job);
      const tool = environment.tool;
      log.info('Requirements were installed.', { pack: packName, tool, changes: describeChange(change) });
      return change;
    } catch (error) {
      throw explainFailure(error, input);
    }
  });
}
