import { join } from 'node:path';
import type { JobContext } from '../../../base/async/job';
import { writePlain } from '../../../base/files/files';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import { redactSecrets } from '../../../base/log';
import { msg } from '../../../contract/text/message';
import { installArguments, type InstallFiles } from '../environment/tool';
import type { Distribution } from '../packages/packages';
import { policyOf } from '../plan/consent';
import { policyLines } from '../plan/policy-group';
import type { Solving } from '../plan/solving';
import type { RequirementPlan } from '../requirements/requirement-plan';
import { toLine } from './exact-lines';
import type { PlannedInstall } from './planned-install';
import type { Target } from './target';

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
export async function installUnreported(
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
