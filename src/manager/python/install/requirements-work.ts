import { AppError } from '../../../contract/errors';
import { say } from '../../../contract/text/said';
import type { JobContext } from '../../../base/async/job';
import { asAsked, noConsent, type PackageConsent } from '../plan/consent';
import type { BrokenNeed } from '../requirements/broken-needs';
import type { Paths } from '../../installation/paths';
import type { PythonEnvironment } from '../environment/environment';
import type { PythonOptions } from '../environment/follow-environment';
import type { PlanContext } from './exact-install';
import { installPlanned } from './install-requirements';
import { findBroken, foreseeLosses, nobodyLeaves, refuseBroken, warnOfAll, type OthersContext } from './others';
import { isHardwarePackage, isInstaller } from '../packages/hardware-packages';
import type { ApprovedPlans } from '../plan/approved-plans';
import { freedNames, rulesOfPerson } from '../plan/planner';
import { isLeftOut } from '../requirements/left-out';
import { findLacking } from '../requirements/lacking';
import { readAskedTexts } from '../requirements/asked-texts';
import { readChosenGroups } from '../requirements/optional-groups';
import { readEnvironmentRules } from '../requirements/environment-rules';
import type { MarkerValues } from '../requirements/markers';
import { createDamageLook } from '../packages/distribution-files';
import type { PackageChange } from '../packages/package-change';
import type { PackageDifference } from '../packages/package-difference';
import type { PackageKeeper } from '../packages/package-keeper';
import { checkPackages } from '../packages/package-check';
import { normaliseName, type Distribution } from '../packages/packages';
import { planRequirements, type RequirementPlan, type RequirementRules } from '../requirements/requirement-plan';
import { splitLines, type RequirementText } from '../requirements/requirement-text';

export interface RequirementsInput {
  packDir: string;
  /** More requirement lines, e.g. the dependencies the registry names. */
  extra?: readonly string[];
  /** The requirements files to read, relative to `packDir`; `requirements.txt` unless said. Missing ones ask for nothing. */
  files?: readonly string[];
  /** Asks the tool itself, also where the installed metadata says that all is well. */
  isThorough?: boolean;
  /** What a person has agreed to; nobody was asked when it is left out, and it is done as it is asked, whatever the requirement policy says. */
  consent?: PackageConsent | undefined;
  /** Optional groups of its `pyproject.toml` that count; those that were chosen for the folder when it is left out. */
  groups?: readonly string[] | undefined;
  /** Folders of packs that are replaced or go with it: what they ask for does not count. */
  leavingDirs?: readonly string[] | undefined;
  /** What it takes the place of has asked for these, and its files are gone: they bind nobody any more. */
  former?: readonly RequirementText[] | undefined;
  /** None of its lines can be done without, so none is left out as a way out. */
  isWhole?: boolean | undefined;
}

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
    wish: { packages: readonly string[]; remove?: readonly string[] | undefined },
    job: JobContext,
    consent?: PackageConsent,
  ): Promise<PackageChange>;
  /**
   * What is not met, after overrides, blacklist and markers: requirement lines, else what the packages that they lead to lack of each other.
   * Throws `command-failed`, `cancelled`.
   */
  checkRequirements(input: RequirementsInput, signal?: AbortSignal): Promise<readonly string[]>;
  /** Warns of what a change since `before` has left unmet for other packages, enabled packs and ComfyUI; reads nothing when there was none. */
  warnOfBroken(before: ReadonlyMap<string, string>, job: JobContext): Promise<void>;
  /** What a change since `before` has left unmet for them. */
  findBroken(before: ReadonlyMap<string, string>): Promise<BrokenNeed[]>;
  /** What taking these differences back, newest first, would take from enabled packs that stay, ComfyUI and packages. Throws `environment-missing`. */
  foreseeLosses(differences: readonly PackageDifference[], leavingDirs: readonly string[]): Promise<BrokenNeed[]>;
}

interface ReadPlan {
  environment: PythonEnvironment;
  installed: ReadonlyMap<string, Distribution>;
  markers: MarkerValues;
  plan: RequirementPlan;
}

async function readTexts(input: RequirementsInput, paths: Paths): Promise<RequirementText[]> {
  const { packDir, files } = input;
  const groups = input.groups ?? (await readChosenGroups(paths)).ofDir(packDir);
  const own = await readAskedTexts(packDir, { groups, files });
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
  throw new AppError('requirements-failed', say`${note.text} is not installed: ${note.reason}.`, {
    remedy: say`Install it by hand in ComfyUI's Python, when that is what you want.`,
  });
}

/** What the app itself installs with stays, and torch was chosen with ComfyUI. Throws `requirements-failed` for one of these, and `invalid-input` for one that is not there. */
function refuseRemoval(names: readonly string[], installed: ReadonlyMap<string, Distribution>): void {
  const stays = names.find((name) => isInstaller(name) || isHardwarePackage(name));
  if (stays !== undefined) {
    throw new AppError(
      'requirements-failed',
      say`${stays} is not removed from here: ComfyUI or this app cannot work without it.`,
      {
        remedy: say`Remove it by hand in ComfyUI's Python, when that is what you want.`,
      },
    );
  }
  const missing = names.find((name) => !installed.has(name));
  if (missing === undefined) return;
  throw new AppError('invalid-input', say`${missing} is not installed.`, {
    remedy: say`Read the list of packages again.`,
  });
}

type WorkOptions = PythonOptions & { keeper: PackageKeeper; approved: ApprovedPlans };

/** Reads everybody else, for a resolve with all of them and for the look afterwards. */
function createPlanning(
  options: WorkOptions,
  environment: () => Promise<PythonEnvironment>,
): { readOthers: () => Promise<OthersContext>; planning: PlanContext } {
  const { installation, settings, paths, approved } = options;
  const readNow = async () => {
    const found = await environment();
    return { environment: found, ...(await readEnvironmentRules(found, options)) };
  };
  const readOthers = async (): Promise<OthersContext> => {
    const { environment: found, markers, planTexts, chosenGroups } = await readNow();
    return { installation, sitePackagesDirs: found.sitePackagesDirs, markers, planTexts, chosenGroups };
  };
  const planning: PlanContext = {
    approved,
    async solving(signal) {
      const { environment: found, ...rules } = await readNow();
      return { environment: found, installation, ...rules, settings, paths, signal, mayBuild: true };
    },
    async proveOthers(before, leaving, job) {
      refuseBroken(await findBroken(before, leaving, await readOthers()), job);
    },
  };
  return { readOthers, planning };
}

/** Makes what works with requirement lines in an environment. */
export function createRequirementsWork(
  options: WorkOptions,
  environment: () => Promise<PythonEnvironment>,
): RequirementsWork {
  const { settings, paths, log, keeper } = options;

  async function readPlan(
    texts: readonly RequirementText[],
    judge: (rules: RequirementRules) => RequirementRules = (rules) => rules,
  ): Promise<ReadPlan> {
    const found = await environment();
    const { distributions, markers, rules } = await readEnvironmentRules(found, options);
    return { environment: found, installed: distributions, markers, plan: planRequirements(texts, judge(rules)) };
  }

  const { readOthers, planning } = createPlanning(options, environment);
  const installing = { settings, paths, log, keeper, planning };

  return {
    async installRequirements(input, job) {
      const texts = await readTexts(input, paths);
      // A pack that asks for nothing needs no Python either.
      if (texts.length === 0) return { before: new Map(), after: new Map() };
      job.report({ phase: say`Checking requirements` });
      const { plan, installed, ...found } = await readPlan(texts);
      const { consent = asAsked } = input;
      for (const line of consent.leaveOut) job.warn(say`${line} was left out, as it was chosen.`);
      return installPlanned({ ...input, consent, plan, installed }, { ...found, ...installing }, job);
    },
    async installPackages({ packages, remove = [] }, job, consent = noConsent) {
      job.report({ phase: say`Checking requirements` });
      const isLookedAt = consent.planId !== null;
      const going = remove.map(normaliseName);
      const { plan, installed, ...found } = await readPlan(
        asRequested(packages),
        isLookedAt ? rulesOfPerson : undefined,
      );
      refuseLeftOut(plan);
      refuseRemoval(going, installed);
      const names = [...packages, ...going].join(', ');
      const named = freedNames({ packages, remove });
      const changes = { remove: going, freed: isLookedAt ? named : going, named };
      const about = { packDir: paths.stagingDir, packName: names, plan, installed, consent, ...changes };
      return installPlanned(about, { ...found, ...installing }, job);
    },
    async checkRequirements(input, signal = new AbortController().signal) {
      const texts = await readTexts(input, paths);
      if (texts.length === 0) return [];
      const { environment: found, plan, installed, markers } = await readPlan(texts);
      const check = () => checkPackages({ environment: found, settings, cwd: paths.stagingDir }, signal);
      const { isThorough = false } = input;
      const now = { distributions: installed, markers, findDamage: createDamageLook() };
      return findLacking(plan, now, { check, isThorough });
    },
    async warnOfBroken(before, job) {
      warnOfAll(await findBroken(before, nobodyLeaves, await readOthers()), job);
    },
    findBroken: async (before) => findBroken(before, nobodyLeaves, await readOthers()),
    foreseeLosses: async (differences, dirs) => foreseeLosses(differences, { dirs, former: [] }, await readOthers()),
  };
}
