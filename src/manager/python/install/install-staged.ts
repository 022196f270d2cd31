import type { JobContext } from '../../../base/async/job';
import type { PackagePlan, PlanConflict } from '../../../contract/python/package-plan';
import { msg } from '../../../contract/text/message';
import type { PythonEnvironment } from '../environment/environment';
import type { PythonOptions } from '../environment/follow-environment';
import { versionsOf } from '../packages/packages';
import { comes } from '../plan/changes';
import { changesOf, describePlan, emptyPlan } from '../plan/describe-plan';
import { explainUnsolvable } from '../plan/explain-conflict';
import { isMetAlready } from '../plan/planner';
import { nothingNamed, type Candidate, type SolveContext, type SolveRequest } from '../plan/question';
import { optionsOf, solve } from '../plan/solve';
import { openSolving } from '../plan/solving';
import { refuseUnreported } from '../plan/unreported';
import { readRequestedTexts } from '../requirements/requested-texts';
import { applyPlan } from './apply';
import { toLine } from './exact-lines';
import { targetAside } from './target';

/** Packs that are to come, which lie aside already, and what they need. */
export interface StagedInstall {
  packs: readonly { name: string; dir: string }[];
  /** Folders of packs that they replace. */
  leavingDirs: readonly string[];
  /** Where packages are put that the environment has not in this version; made when there are such. */
  siteDir: string;
  /** A folder for what is needed meanwhile. */
  workDir: string;
}

/** What came of it: the packages aside, or why they cannot be met together with everybody else. */
export type StagedPackages =
  { kind: 'ready'; plan: PackagePlan } | { kind: 'conflict'; conflict: PlanConflict; sides: readonly string[] };

/** Plans and installs packages beside an environment. */
export interface StagedInstaller {
  /**
   * One resolve over the packs that are to come and everybody else, as an update makes it; what it finds is installed exactly, into a folder of its own. The
   * environment stays as it is. Throws `environment-missing`, `requirements-failed`, `disk-full`, `cancelled`.
   */
  installStaged(request: StagedInstall, job: JobContext): Promise<StagedPackages>;
}

interface RequestedPack extends Candidate {
  dir: string;
}

async function readRequested(
  { packs }: StagedInstall,
  { planTexts, chosenGroups }: SolveContext,
): Promise<RequestedPack[]> {
  return Promise.all(
    packs.map(async ({ name, dir }) => {
      const plan = planTexts(await readRequestedTexts(dir, { groups: chosenGroups.ofDir(dir) }));
      return { name, dir, plan, lines: await Promise.all(plan.wanted.map((line) => toLine(dir, line))) };
    }),
  );
}

/** Makes the installer of an installation. */
export function createStagedInstaller(
  options: PythonOptions,
  environment: () => Promise<PythonEnvironment>,
): StagedInstaller {
  const { settings } = options;
  return {
    async installStaged(stagedInstall, job) {
      job.report({ phase: msg`Planning packages` });
      const context = await openSolving(await environment(), options, { signal: job.signal, mayBuild: true });
      const requested = await readRequested(stagedInstall, context);
      const candidates = requested.filter(({ plan }) => plan.wanted.length > 0);
      const { leavingDirs, siteDir, workDir } = stagedInstall;
      const policy = settings['python.requirementPolicy'];
      const request: SolveRequest = { ...nothingNamed, candidates, leavingDirs, policy, scope: 'keep' };
      if (await isMetAlready(request, context))
        return { kind: 'ready', plan: emptyPlan(request, context, { outcome: 'nothing' }) };
      const solution = await solve(request, context);
      if (solution.kind === 'untold') throw refuseUnreported(solution.why, context.environment.tool);
      if (solution.kind === 'unsolvable') {
        const { conflict } = await explainUnsolvable(solution, solution.output, context);
        const sides = conflict.sides.flatMap(({ kind, name }) => (kind === 'candidate' ? [name] : []));
        return { kind: 'conflict', conflict, sides };
      }
      const what = requested.map(({ name }) => name).join(', ');
      const target = targetAside({ environment: context.environment, settings, workDir }, { what, siteDir });
      const before = versionsOf(await target.read());
      const changes = changesOf(solution, request, context).filter(comes);
      const askers = requested.map(({ dir, plan }) => ({ dir, wanted: plan.wanted }));
      await applyPlan({ before, changes, options: optionsOf(solution), what, askers }, target, job);
      return { kind: 'ready', plan: await describePlan(solution, request, context) };
    },
  };
}
