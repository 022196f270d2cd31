import { ensureFolder } from '../../../base/files/files';
import type { JobContext } from '../../../base/async/job';
import { AppError } from '../../../contract/errors';
import type { PackagePlan, PlanConflict } from '../../../contract/python/package-plan';
import { say } from '../../../contract/text/said';
import { exactLineFor, writeExactFiles } from './exact-lines';
import { findUndone } from './exact-proof';
import type { PythonEnvironment } from '../environment/environment';
import type { PythonOptions } from '../environment/follow-environment';
import { fillEnvironment } from '../making/fill-environment';
import { environmentDirOf } from '../environment/python-files';
import { readDistributions } from '../packages/packages';
import { comes, type ExactChange } from '../plan/changes';
import { changesOf, describePlan, emptyPlan } from '../plan/describe-plan';
import { explainUnsolvable } from '../plan/explain-conflict';
import { isMetAlready } from '../plan/planner';
import { nothingNamed, optionsOf, solve, type Candidate, type SolveContext, type Wish } from '../plan/solve';
import { refuseUntold } from '../plan/untold';
import { toLine } from '../plan/prepared-files';
import { readAskedTexts } from '../requirements/asked-texts';
import { readEnvironmentRules } from '../requirements/environment-rules';
import { exactArguments } from '../environment/tool';

/** Packs that are to come, which lie aside already, and what they need. */
export interface AsideWish {
  packs: readonly { name: string; dir: string }[];
  /** Folders of packs that they replace. */
  leavingDirs: readonly string[];
  /** Where packages are put that the environment has not in this version; made when there are such. */
  siteDir: string;
  /** A folder for what is needed meanwhile. */
  workDir: string;
}

/** What came of it: the packages aside, or why they cannot be met together with everybody else. */
export type AsidePackages =
  { kind: 'ready'; plan: PackagePlan } | { kind: 'conflict'; conflict: PlanConflict; sides: readonly string[] };

/** Plans and installs packages beside an environment. */
export interface AsideInstaller {
  /**
   * One resolve over the packs that are to come and everybody else, as an update makes it; what it finds is installed exactly, into a folder of its own. The
   * environment stays as it is. Throws `environment-missing`, `requirements-failed`, `disk-full`, `cancelled`.
   */
  installAside(wish: AsideWish, job: JobContext): Promise<AsidePackages>;
}

interface Asked extends Candidate {
  dir: string;
}

async function readAsked({ packs }: AsideWish, { planTexts, chosenGroups }: SolveContext): Promise<Asked[]> {
  return Promise.all(
    packs.map(async ({ name, dir }) => {
      const plan = planTexts(await readAskedTexts(dir, { groups: chosenGroups.ofDir(dir) }));
      return { name, dir, plan, lines: await Promise.all(plan.wanted.map((line) => toLine(dir, line))) };
    }),
  );
}

/** Proves by the metadata that is there then that all has come. Throws `requirements-failed`. */
async function proveThere(changes: readonly ExactChange[], siteDir: string): Promise<void> {
  const [missing] = await findUndone(changes, await readDistributions([siteDir]));
  if (missing === undefined) return;
  throw new AppError('requirements-failed', say`${missing} was not put aside.`, {
    remedy: say`Read the log of the task; nothing was changed.`,
  });
}

interface Install extends Pick<AsideWish, 'siteDir' | 'workDir'> {
  environment: PythonEnvironment;
  changes: readonly ExactChange[];
  asked: readonly Asked[];
  options: readonly string[];
}

async function installChanges(
  { environment, changes, asked, options, siteDir, workDir }: Install,
  { settings }: Pick<PythonOptions, 'settings'>,
  job: JobContext,
): Promise<void> {
  const coming = changes.filter(comes);
  if (coming.length === 0) return;
  const lines = await Promise.all(coming.map((change) => exactLineFor(change, asked)));
  await ensureFolder(workDir);
  const { interpreter, uv } = environment;
  const made = { dir: environmentDirOf(interpreter), interpreter, uv };
  for (const file of await writeExactFiles(lines, options, workDir)) {
    const [, ...args] = exactArguments(environment, file, options);
    const what = asked.map(({ name }) => name).join(', ');
    // pip is a part of the environment, whose files stay as they are.
    const variables = { ...environment.variables?.(), PYTHONDONTWRITEBYTECODE: '1' };
    const input = { what, args: [...args, '--target', siteDir], settings, cwd: workDir, variables };
    await fillEnvironment(made, input, job);
  }
  await proveThere(coming, siteDir);
}

/** Makes the installer of an installation. */
export function createAsideInstaller(
  given: PythonOptions,
  environment: () => Promise<PythonEnvironment>,
): AsideInstaller {
  const { installation, settings, paths } = given;
  return {
    async installAside(asideWish, job) {
      job.report({ phase: say`Planning packages` });
      const found = await environment();
      const { distributions, markers, planTexts, chosenGroups } = await readEnvironmentRules(found, given);
      const context: SolveContext = {
        ...{ environment: found, settings, paths, signal: job.signal, installation, distributions, markers },
        ...{ planTexts, chosenGroups, mayBuild: true },
      };
      const asked = await readAsked(asideWish, context);
      const candidates = asked.filter(({ plan }) => plan.wanted.length > 0);
      const { leavingDirs, siteDir, workDir } = asideWish;
      const policy = settings['python.requirementPolicy'];
      const wish: Wish = { ...nothingNamed, candidates, leavingDirs, policy, scope: 'keep' };
      if (await isMetAlready(wish, context))
        return { kind: 'ready', plan: emptyPlan(wish, context, { outcome: 'nothing' }) };
      const solution = await solve(wish, context);
      if (solution.kind === 'untold') throw refuseUntold(solution.why, found.tool);
      if (solution.kind === 'unsolvable') {
        const { conflict } = await explainUnsolvable(solution, solution.output, context);
        const sides = conflict.sides.flatMap(({ kind, name }) => (kind === 'candidate' ? [name] : []));
        return { kind: 'conflict', conflict, sides };
      }
      const changes = changesOf(solution, wish, context);
      const options = optionsOf(solution);
      await installChanges({ environment: found, changes, asked, options, siteDir, workDir }, given, job);
      return { kind: 'ready', plan: await describePlan(solution, wish, context) };
    },
  };
}
