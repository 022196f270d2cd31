import { join } from 'node:path';
import type { JobContext } from '../../../base/async/job';
import { writePlain } from '../../../base/files/files';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import { redactSecrets } from '../../../base/log';
import { say } from '../../../contract/text/said';
import { sayList } from '../../../contract/text/said-list';
import { installArguments, type InstallFiles, type OpenJournal } from '../environment/tool';
import { createDamageLook } from '../packages/distribution-files';
import { isTorchFamily } from '../packages/hardware-packages';
import { describeUnannounced, findUnannounced, partToPutBack } from '../packages/package-guard';
import { versionsOf, type Distribution } from '../packages/packages';
import { revertPackageChange } from '../packages/revert';
import { policyOf } from '../plan/consent';
import { policyLines } from '../plan/policy-group';
import type { Solving } from '../plan/solving';
import type { RequirementPlan } from '../requirements/requirement-plan';
import { walkRequirements } from '../requirements/walk-requirements';
import { toLine } from './exact-lines';
import { findUnbrought } from './exact-proof';
import type { PlannedInstall } from './planned-install';
import type { Target } from './target';

type Distributions = ReadonlyMap<string, Distribution>;

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

/** Packages of the hardware go back that no line named; what the requirements lead to may change numpy, for it is their resolve. */
async function putBackUnannounced(
  { plan }: PlannedInstall,
  { solving, target, journal }: { solving: Solving; target: Target; journal: OpenJournal },
  job: JobContext,
): Promise<Distributions> {
  const { environment, settings, paths, markers } = solving;
  const distributions = await target.read();
  const change = { before: versionsOf(solving.distributions), after: versionsOf(distributions) };
  const findDamage = createDamageLook(markers['python_version']);
  const { names } = await walkRequirements(plan.wanted, { distributions, markers, findDamage });
  const asked = plan.wanted.flatMap(({ name }) => name ?? []);
  const unannounced = findUnannounced(change, new Set([...asked, ...(names.has('numpy') ? ['numpy'] : [])]));
  if (unannounced.length === 0 || unannounced.some(({ name }) => isTorchFamily(name))) return distributions;
  const call = { environment, settings, journal, cwd: paths.stagingDir };
  await revertPackageChange(call, partToPutBack(change, unannounced), job);
  const what = sayList(unannounced.map(describeUnannounced));
  job.warn(say`The requirements would have changed ${what}; that was put back.`);
  return target.read();
}

/**
 * One resolve and installation by a tool that cannot say beforehand what it would do (pip before 22.2). Answers what is installed then. Throws
 * `command-failed`, `requirements-failed` for what could not be put back, `cancelled`.
 */
export async function installUntold(
  input: PlannedInstall,
  context: { solving: Solving; target: Target; journal: OpenJournal },
  job: JobContext,
): Promise<Distributions> {
  const { solving, target } = context;
  const { environment } = solving;
  const plan = withPolicy(input, solving);
  const phase = say`Installing requirements`;
  await withTemporaryFolder(target.workDir, 'requirements', async (cwd) => {
    const files = await writeInstallFiles(input.packDir, plan, cwd);
    const lines = plan.wanted.map(({ text }) => redactSecrets(text));
    job.report({ phase, message: say`${lines.length} with ${environment.tool}` });
    job.log(`${environment.tool} installs into ${environment.interpreter}: ${lines.join(' | ')}`);
    const args = installArguments(environment, files);
    await target.run({ args, moving: 'everything' }, { cwd, phase }, job);
  });
  return putBackUnannounced(input, context, job);
}

/** Lines without a name whose address brought nothing: where no plan says what they bring, there is no other proof of them. */
export function findUntoldUnmet({ plan }: PlannedInstall, distributions: Distributions): Promise<string[]> {
  const unnamed = plan.wanted.filter(({ name, localPath }) => name === null && localPath === null);
  return findUnbrought(
    unnamed.map(({ text }) => text),
    distributions,
  );
}
