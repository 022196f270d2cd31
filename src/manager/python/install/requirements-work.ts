import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { neverAborted, type JobContext } from '../../../base/async/job';
import type { Paths } from '../../installation/paths';
import type { PythonEnvironment } from '../environment/environment';
import type { PythonOptions } from '../environment/follow-environment';
import { createDamageCheck } from '../packages/distribution-files';
import { isHardwarePackage, isInstaller } from '../packages/hardware-packages';
import type { PackageChange } from '../packages/package-change';
import { checkPackages } from '../packages/package-check';
import type { PackageKeeper } from '../packages/package-keeper';
import { normaliseName, type Distribution } from '../packages/packages';
import type { ApprovedPlans } from '../plan/approved-plans';
import { asAsked, noConsent, type PackageConsent } from '../plan/consent';
import { freedNames, rulesOfPerson } from '../plan/planner';
import { openSolving, type Solving } from '../plan/solving';
import { readRequestedTexts } from '../requirements/requested-texts';
import { findLacking } from '../requirements/lacking';
import { isLeftOut } from '../requirements/left-out';
import { readChosenGroups } from '../requirements/optional-groups';
import { planRequirements, type RequirementPlan } from '../requirements/requirement-plan';
import { splitLines, type RequirementText } from '../requirements/requirement-text';
import { installPlanned } from './install-requirements';
import type { RequirementsInput } from './planned-install';

/** What is done with requirement lines. */
export interface RequirementsWork {
  /**
   * Installs a pack's requirements in one resolve and proves it; on failure or cancel the packages are as before.
   * Throws `requirements-conflict`, `requirements-failed`, `environment-missing`, `path-outside-root`, `disk-full`, `cancelled`.
   */
  installRequirements(input: RequirementsInput & { packName: string }, job: JobContext): Promise<PackageChange>;
  /**
   * Installs packages named by requirement lines and takes others away, with the same guarantees; throws the same, and `requirements-failed` for one that
   * a rule leaves out (torch family, blacklist; no downgrade where no plan was approved).
   */
  installPackages(
    request: { packages: readonly string[]; remove?: readonly string[] | undefined },
    job: JobContext,
    consent?: PackageConsent,
  ): Promise<PackageChange>;
  /**
   * What is not met, after overrides, blacklist and markers: requirement lines, else what the packages that they lead to lack of each other.
   * Throws `command-failed`, `cancelled`.
   */
  checkRequirements(input: RequirementsInput, signal?: AbortSignal): Promise<readonly string[]>;
}

async function readTexts(input: RequirementsInput, paths: Paths): Promise<RequirementText[]> {
  const { packDir, files } = input;
  const groups = input.groups ?? (await readChosenGroups(paths)).ofDir(packDir);
  const own = await readRequestedTexts(packDir, { groups, files });
  // One by the registry or a request may hold more than a line.
  const extra = (input.extra ?? []).flatMap(splitLines).map(({ text }) => text);
  const missing = extra.filter((text) => !own.some((line) => line.text === text));
  const { leaveOut = [] } = input.consent ?? {};
  const all = [...own, ...missing.map((text) => ({ text, source: 'the registry', isConstraint: false, folder: '.' }))];
  return all.filter(({ text }) => !isLeftOut(text, leaveOut));
}

function asRequested(lines: readonly string[]): RequirementText[] {
  return lines.map((text) => ({ text, source: 'the request', isConstraint: false, folder: '.' }));
}

/** What was asked for by name is installed or refused, never left out in silence. */
function refuseLeftOut({ notes }: RequirementPlan): void {
  const [note] = notes;
  if (note === undefined) return;
  throw new AppError('requirements-failed', msg`${note.text} is not installed: ${note.reason}.`, {
    remedy: msg`Install it by hand in ComfyUI's Python, if that is what you want.`,
  });
}

/** What the app itself installs with stays, and torch was chosen with ComfyUI. Throws `requirements-failed` for one of these, and `invalid-input` for one that is not there. */
function refuseRemoval(names: readonly string[], installed: ReadonlyMap<string, Distribution>): void {
  const stays = names.find((name) => isInstaller(name) || isHardwarePackage(name));
  if (stays !== undefined) {
    throw new AppError(
      'requirements-failed',
      msg`${stays} cannot be removed here: ComfyUI or this app cannot work without it.`,
      {
        remedy: msg`Remove it by hand in ComfyUI's Python, if that is what you want.`,
      },
    );
  }
  const missing = names.find((name) => !installed.has(name));
  if (missing === undefined) return;
  throw new AppError('invalid-input', msg`${missing} is not installed.`, {
    remedy: msg`Read the list of packages again.`,
  });
}

type WorkOptions = PythonOptions & { keeper: PackageKeeper; approved: ApprovedPlans };

/** Makes what works with requirement lines in an environment. */
export function createRequirementsWork(
  options: WorkOptions,
  environment: () => Promise<PythonEnvironment>,
): RequirementsWork {
  const { settings, paths, log, keeper, approved: plans } = options;

  const open = async (signal: AbortSignal): Promise<Solving> =>
    openSolving(await environment(), options, { signal, mayBuild: true });

  return {
    async installRequirements(input, job) {
      const texts = await readTexts(input, paths);
      // A pack that asks for nothing needs no Python either.
      if (texts.length === 0) return { before: new Map(), after: new Map() };
      job.report({ phase: msg`Checking requirements` });
      const { consent = asAsked } = input;
      for (const line of consent.leaveOut) job.warn(msg`${line} was left out as chosen.`);
      return keeper.within(`requirements of ${input.packName}`, job, async () => {
        const solving = await open(job.signal);
        const plan = solving.planTexts(texts);
        return installPlanned({ ...input, consent, plan }, { solving, plans, keeper, log }, job);
      });
    },
    async installPackages({ packages, remove = [] }, job, consent = noConsent) {
      job.report({ phase: msg`Checking requirements` });
      const isReviewed = consent.planId !== null;
      const going = remove.map(normaliseName);
      const names = [...packages, ...going].join(', ');
      return keeper.within(`requirements of ${names}`, job, async () => {
        const solving = await open(job.signal);
        const rules = isReviewed ? rulesOfPerson(solving.rules) : solving.rules;
        const plan = planRequirements(asRequested(packages), rules);
        refuseLeftOut(plan);
        refuseRemoval(going, solving.distributions);
        const named = freedNames({ packages, remove });
        const changes = { remove: going, freed: isReviewed ? named : going, named };
        const about = { packDir: paths.stagingDir, packName: names, plan, consent, ...changes };
        return installPlanned(about, { solving, plans, keeper, log }, job);
      });
    },
    async checkRequirements(input, signal = neverAborted()) {
      const texts = await readTexts(input, paths);
      if (texts.length === 0) return [];
      const { environment: found, distributions, markers, planTexts } = await open(signal);
      const check = () => checkPackages({ environment: found, settings, cwd: paths.stagingDir }, signal);
      const { isThorough = false } = input;
      const now = { distributions, markers, findDamage: createDamageCheck() };
      return findLacking(planTexts(texts), now, { check, isThorough });
    },
  };
}
