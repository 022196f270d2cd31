import { AppError } from '../../../contract/errors';
import { say, spell, sayPack } from '../../../contract/text/said';
import { sayList } from '../../../contract/text/said-list';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import type { JobContext } from '../../../base/async/job';
import { redactSecrets } from '../../../base/log';
import { installExactly, planExactly, proveExact, type ExactPlan, type PlanContext } from './exact-install';
import { findUnbrought } from './exact-proof';
import type { AppSettings } from '../../../contract/settings';
import { policyOf } from '../plan/consent';
import { policyLines } from '../plan/policy-group';
import { isTorchFamily, torchFamily } from '../packages/hardware-packages';
import { explainInstallFailure, outputOf } from '../environment/install-failure';
import { findLacking } from '../requirements/lacking';
import { describeLeftOut } from '../requirements/left-out';
import type { MarkerValues } from '../requirements/markers';
import { describeChange, type PackageChange } from '../packages/package-change';
import { checkPackages } from '../packages/package-check';
import { describeUnannounced, findUnannounced, partToPutBack } from '../packages/package-guard';
import { createDamageLook } from '../packages/distribution-files';
import { mendDistribution } from '../packages/mend';
import type { PackageKeeper } from '../packages/package-keeper';
import { findOverlaps } from '../packages/overlaps';
import { readDistributions, versionsOf, type Distribution } from '../packages/packages';
import { writeInstallFiles } from '../plan/prepared-files';
import type { RequirementPlan } from '../requirements/requirement-plan';
import { revertPackageChange } from '../packages/revert';
import { changePackages, installArguments } from '../environment/tool';
import type { InstallContext, PlannedInstall } from './planned-install';
import { walkRequirements, type Installed, type RequirementWalk } from '../requirements/walk-requirements';

const phase = say`Installing requirements`;

function logNotes(plan: RequirementPlan, job: JobContext): void {
  for (const { source, text, reason } of plan.notes) job.log(redactSecrets(`${source}: ${text} - ${spell(reason)}`));
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

const lookAt = (distributions: ReadonlyMap<string, Distribution>, markers: MarkerValues): Installed => ({
  distributions,
  markers,
  findDamage: createDamageLook(markers['python_version']),
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

/** One resolve and install by a tool that cannot say beforehand what it would do; the prepared files are gone afterwards. */
async function resolveAndInstall(input: PlannedInstall, context: InstallContext, job: JobContext): Promise<void> {
  const { environment, settings, paths, journal } = context;
  await withTemporaryFolder(paths.stagingDir, 'requirements', async (folder) => {
    const files = await writeInstallFiles(input.packDir, input.plan, folder);
    const call = { environment, settings, journal, cwd: folder };
    job.report({ phase, message: say`${input.plan.wanted.length} with ${environment.tool}` });
    job.log(
      `${environment.tool} installs into ${environment.interpreter}: ${input.plan.wanted.map(({ text }) => redactSecrets(text)).join(' | ')}`,
    );
    const args = installArguments(environment, files);
    await changePackages(call, { args, moving: 'everything' }, { ...job, phase });
  });
}

/** The same with what the requirement policy keeps among its constraints. */
function withPolicy(input: PlannedInstall, settings: AppSettings): PlannedInstall {
  const { plan, installed, consent, named = [], remove = [] } = input;
  const lines = policyLines(policyOf(consent, settings), installed, [...plan.constraints, ...named, ...remove]);
  return { ...input, plan: { ...plan, constraints: [...plan.constraints, ...lines] } };
}

/** A tool takes half a package for a whole one, so what is damaged on the way is made whole before it is asked. */
async function mendDamaged(
  { installed }: PlannedInstall,
  { damaged, context, job }: { damaged: RequirementWalk['damaged']; context: InstallContext; job: JobContext },
): Promise<void> {
  const { environment, settings, paths, journal } = context;
  for (const [name, what] of damaged) {
    const distribution = installed.get(name);
    if (distribution === undefined) continue;
    job.log(`${name} ${distribution.version} is damaged: ${what}.`);
    await mendDistribution({ environment, settings, journal, cwd: paths.stagingDir }, distribution, job);
  }
}

/** What an installation is proven with; `exact` is null where nobody could say beforehand what it would do. */
interface Proof {
  context: InstallContext;
  exact: ExactPlan | null;
  job: JobContext;
}

interface Outcome {
  change: PackageChange;
  distributions: ReadonlyMap<string, Distribution>;
}

/** Packages of the hardware go back that no line named; what the requirements lead to may change numpy, for it is their resolve. */
async function putBackUnannounced(input: PlannedInstall, { context, exact, job }: Proof): Promise<Outcome> {
  const { environment, settings, paths, markers, journal } = context;
  const readNow = () => readDistributions(environment.sitePackagesDirs);
  const before = versionsOf(input.installed);
  const distributions = await readNow();
  const change = { before, after: versionsOf(distributions) };
  const { names } = await walkRequirements(input.plan.wanted, lookAt(distributions, markers));
  const asked = input.plan.wanted.flatMap(({ name }) => name ?? []);
  const planned = exact === null ? [] : exact.changes.map(({ name }) => name);
  const announced = new Set([...asked, ...planned, ...(names.has('numpy') ? ['numpy'] : [])]);
  const unannounced = findUnannounced(change, announced);
  if (unannounced.length === 0 || unannounced.some(({ name }) => isTorchFamily(name))) return { change, distributions };
  const call = { environment, settings, journal, cwd: paths.stagingDir };
  await revertPackageChange(call, partToPutBack(change, unannounced), job);
  const what = sayList(unannounced.map(describeUnannounced));
  job.warn(say`The requirements would have changed ${what}; that was put back.`);
  const now = await readNow();
  return { change: { before, after: versionsOf(now) }, distributions: now };
}

/** Lines without a name whose address brought nothing: where no plan says what they bring, there is no other proof of them. */
function findUnnamed({ plan }: PlannedInstall, distributions: Outcome['distributions']): Promise<string[]> {
  const unnamed = plan.wanted.filter(({ name, localPath }) => name === null && localPath === null);
  return findUnbrought(
    unnamed.map(({ text }) => text),
    distributions,
  );
}

async function verify(input: PlannedInstall, proof: Proof): Promise<Outcome> {
  const { context, exact, job } = proof;
  const { environment, settings, paths, markers } = context;
  if (exact !== null) await proveExact(exact, input, context);
  const found = await putBackUnannounced(input, proof);
  const { change, distributions } = found;
  const check = () => checkPackages({ environment, settings, cwd: paths.stagingDir }, job.signal);
  const lacking = await findLacking(input.plan, lookAt(distributions, markers), { check, isThorough: false });
  const unmet = [...lacking, ...(exact === null ? await findUnnamed(input, distributions) : [])];
  const moved = torchFamily.filter(
    (name) => change.before.has(name) && change.before.get(name) !== change.after.get(name),
  );
  if (unmet.length === 0 && moved.length === 0) return found;
  const what =
    moved.length > 0
      ? say`${moved.join(', ')} would have been changed`
      : say`these lines are still not met: ${unmet.join(', ')}`;
  throw new AppError(
    'requirements-failed',
    say`The requirements of "${sayPack(input.packName)}" were not installed: ${what}.`,
    {
      remedy: say`Read the log of the task; the packages were put back as they were.`,
      details: { unmet, moved },
    },
  );
}

/** Packages that lie on top of each other since this change. */
async function warnOfOverlaps(
  { before, after }: PackageChange,
  { distributions }: Installed,
  job: JobContext,
): Promise<void> {
  const came = (name: string): boolean => before.get(name) !== after.get(name);
  if (![...after.keys()].some(came)) return;
  for (const { one, other, file } of await findOverlaps(distributions.values()))
    if (came(one) || came(other))
      job.warn(
        say`${one} and ${other} both bring ${file}, so only one of the two is whole. Remove the one that is not needed.`,
      );
}

/** Proves what was installed and tells of it. */
async function finish(input: PlannedInstall, proof: Proof): Promise<PackageChange> {
  const { context, job } = proof;
  const { change, distributions } = await verify(input, proof);
  const now = lookAt(distributions, context.markers);
  await warnOfLeftOut(input.plan, now, job);
  await warnOfOverlaps(change, now, job);
  const changes = describeChange(change);
  for (const line of changes) job.log(line);
  context.log.info('Requirements were installed.', { pack: input.packName, tool: context.environment.tool, changes });
  return change;
}

/**
 * Installs what a plan wants in one resolve, verified by the installed metadata; nothing is run and nothing written down when everything is met
 * already. On failure or cancel the packages are put back. Throws `requirements-conflict`, `requirements-failed`, `plan-changed`, `disk-full`, `cancelled`.
 */
export async function installPlanned(
  input: PlannedInstall,
  { keeper, planning, ...found }: Omit<InstallContext, 'journal'> & { keeper: PackageKeeper; planning: PlanContext },
  job: JobContext,
): Promise<PackageChange> {
  logNotes(input.plan, job);
  const now = lookAt(input.installed, found.markers);
  const walk = await walkRequirements(input.plan.wanted, now);
  if (isSatisfied(input, walk)) {
    const versions = versionsOf(input.installed);
    job.log(describeSatisfied(input.plan));
    await warnOfLeftOut(input.plan, now, job);
    return { before: versions, after: versions };
  }
  return keeper.during(`requirements of ${input.packName}`, job, async (journal) => {
    const context = { ...found, journal };
    try {
      await mendDamaged(input, { damaged: walk.damaged, context, job });
      const exact = await planExactly(input, planning, job);
      if (exact === null) await resolveAndInstall(withPolicy(input, found.settings), context, job);
      else await installExactly(input, exact, { context, job });
      const change = await finish(input, { context, exact, job });
      const { leavingDirs: dirs = [], former = [] } = input;
      if (exact?.onlyAdds !== true) await planning.proveOthers(change.before, { dirs, former }, job);
      return change;
    } catch (error) {
      throw explainFailure(error, input);
    }
  });
}
