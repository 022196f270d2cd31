import { AppError } from '../../contract/errors';
import type { Installation } from '../../contract/installation';
import type { AppSettings, ManagerConfig } from '../../contract/settings';
import type { JobContext } from '../../base/job';
import type { Logger } from '../../base/log';
import type { Paths } from '../paths';
import { openEnvironment, type PythonEnvironment } from './environment';
import { checkPackages, type PackageProblem } from './package-check';
import { createFrozenPackages, type FrozenPackage } from './frozen-packages';
import { findUnmet, installPlanned } from './install-requirements';
import { hasInstallScript, runPackScript } from './install-script';
import { readMarkerValues } from './markers';
import { closeOverRequirements, readComfyRequirements } from './needed-packages';
import type { PackageChange } from './package-change';
import { readDistributions, versionsOf, type Distribution } from './packages';
import { isHardwarePackage, pinPackages, type PinInput } from './pin-packages';
import { readPipRules } from './pip-rules';
import { planRequirements, type RequirementPlan } from './requirement-plan';
import { readRequirementTexts, splitLines, type RequirementText } from './requirement-text';
import { revertPackageChange } from './revert';

export interface RequirementsInput {
  packDir: string;
  /** More requirement lines, e.g. the dependencies the registry names. */
  extra?: readonly string[];
  /** The requirements files to read, relative to `packDir`; `requirements.txt` unless said. Missing ones ask for nothing. */
  files?: readonly string[];
}

/** The Python of one installation: what is in it, and what packs need of it. */
export interface Python {
  /** Found once and kept; a failed search is tried again at the next call. Throws `environment-missing`. */
  environment(): Promise<PythonEnvironment>;
  /** Normalised name to version, from the installed metadata; starts no Python. */
  listPackages(): Promise<ReadonlyMap<string, string>>;
  /**
   * Installs a pack's requirements in one resolve and proves it; on failure or cancel the packages are as before.
   * Throws `requirements-conflict`, `requirements-failed`, `environment-missing`, `path-outside-root`, `disk-full`, `cancelled`.
   */
  installRequirements(input: RequirementsInput & { packName: string }, job: JobContext): Promise<PackageChange>;
  /**
   * Installs packages named by requirement lines, with the same guarantees; throws the same, and `requirements-failed` for one that a rule
   * leaves out (torch family, blacklist, no downgrade).
   */
  installPackages(lines: readonly string[], job: JobContext): Promise<PackageChange>;
  /** The requirement lines that are not met, after overrides, blacklist and markers. */
  checkRequirements(input: RequirementsInput): Promise<readonly string[]>;
  /** Puts packages back; goes on although the job is cancelled. Throws `requirements-failed` naming what could not be put back. */
  revertPackages(change: PackageChange, job: JobContext): Promise<void>;
  /** Like `listPackages`, with the address of what came from one; kept until the package folders change. */
  frozenPackages(): Promise<ReadonlyMap<string, FrozenPackage>>;
  /** Whether the installed packages have what they need of each other. Throws `environment-missing`, `command-failed`, `cancelled`. */
  checkPackages(signal: AbortSignal): Promise<PackageProblem[]>;
  /** Names of installed packages that ComfyUI itself or the torch family needs, directly or not. */
  neededPackages(): Promise<ReadonlySet<string>>;
  /** Brings packages to exact versions; answers with what failed and why. Throws `cancelled`, `environment-missing`, `invalid-input`. */
  pinPackages(input: PinInput, job: JobContext): Promise<ReadonlyMap<string, string>>;
  /** Runs a pack's install.py; false when it has none. Throws `install-script-failed`, `cancelled`. */
  runInstallScript(input: { packDir: string; packName: string }, job: JobContext): Promise<boolean>;
}

export interface PythonOptions {
  installation: Installation;
  settings: AppSettings;
  config: () => ManagerConfig;
  paths: Paths;
  log: Logger;
}

interface ReadPlan {
  environment: PythonEnvironment;
  installed: ReadonlyMap<string, Distribution>;
  markers: ReturnType<typeof readMarkerValues>;
  plan: RequirementPlan;
}

/** Remembers the first success of an async function; failures are not remembered. */
function rememberSuccess<T>(find: () => Promise<T>, readKey: () => string): () => Promise<T> {
  let found: Promise<T> | null = null;
  let foundFor = '';
  return () => {
    const key = readKey();
    if (key !== foundFor) found = null;
    foundFor = key;
    if (found !== null) return found;
    const mine = find().catch((error: unknown) => {
      if (found === mine) found = null;
      throw error;
    });
    found = mine;
    return mine;
  };
}

/** The environment that the settings name now; looked for once as long as they name the same. */
function followEnvironment({ installation, settings, log }: PythonOptions): () => Promise<PythonEnvironment> {
  // What was recognised under another setting than the present one says nothing of the installation's own Python.
  const recognisedBy = settings['python.interpreter'];
  const find = async () => {
    const isOwn = recognisedBy === '' || recognisedBy === settings['python.interpreter'];
    const found = await openEnvironment(isOwn ? installation : { ...installation, interpreter: null }, settings);
    log.info('Python environment', { ...found });
    return found;
  };
  return rememberSuccess(find, () => JSON.stringify([settings['python.interpreter'], settings['python.tool']]));
}

async function readTexts(input: RequirementsInput): Promise<RequirementText[]> {
  const files = input.files ?? ['requirements.txt'];
  const own = (await Promise.all(files.map((name) => readRequirementTexts(input.packDir, name)))).flat();
  // One by the registry or a request may hold more than a line.
  const extra = (input.extra ?? []).flatMap(splitLines).map(({ text }) => text);
  const missing = extra.filter((text) => !own.some((line) => line.text === text));
  return [...own, ...missing.map((text) => ({ text, source: 'the registry', isConstraint: false, folder: '.' }))];
}

async function findNeeded(
  { comfyDir }: Installation,
  { pythonVersion }: PythonEnvironment,
  installed: ReadonlyMap<string, Distribution>,
): Promise<ReadonlySet<string>> {
  const roots = [...(await readComfyRequirements(comfyDir)), ...[...installed.keys()].filter(isHardwarePackage)];
  return closeOverRequirements(roots, installed, readMarkerValues(pythonVersion, process.platform, process.arch));
}

/** What was asked for by name is installed or refused, never left out in silence. */
function refuseLeftOut({ notes }: RequirementPlan): void {
  const [note] = notes;
  if (note === undefined) return;
  throw new AppError('requirements-failed', `${note.text} is not installed: ${note.reason}.`, {
    remedy: "Install it by hand in ComfyUI's Python, when that is what you want.",
  });
}

/** Opens the Python of an installation. Nothing is searched or started before it is needed. */
export function createPython(options: PythonOptions): Python {
  const { installation, settings, paths, log } = options;
  const environment = followEnvironment(options);
  const readInstalled = async () => readDistributions((await environment()).sitePackagesDirs);
  const readFrozen = createFrozenPackages();

  async function readPlan(texts: readonly RequirementText[]): Promise<ReadPlan> {
    const found = await environment();
    const [installed, rules] = await Promise.all([readInstalled(), readPipRules(paths, options.config())]);
    const markers = readMarkerValues(found.pythonVersion, process.platform, process.arch);
    const plan = planRequirements(texts, { ...rules, installed: versionsOf(installed), markers });
    return { environment: found, installed, markers, plan };
  }

  return {
    environment,
    listPackages: async () => versionsOf(await readInstalled()),
    async installRequirements(input, job) {
      const texts = await readTexts(input);
      // A pack that asks for nothing needs no Python either.
      if (texts.length === 0) return { before: new Map(), after: new Map() };
      job.report({ phase: 'Checking requirements' });
      const { plan, installed, ...found } = await readPlan(texts);
      return installPlanned({ ...input, plan, installed }, { ...found, settings, paths, log }, job);
    },
    async installPackages(lines, job) {
      job.report({ phase: 'Checking requirements' });
      const texts = lines.map((text) => ({ text, source: 'the request', isConstraint: false, folder: '.' }));
      const { plan, installed, ...found } = await readPlan(texts);
      refuseLeftOut(plan);
      const input = { packDir: paths.stagingDir, packName: lines.join(', '), plan, installed };
      return installPlanned(input, { ...found, settings, paths, log }, job);
    },
    async checkRequirements(input) {
      const texts = await readTexts(input);
      if (texts.length === 0) return [];
      const { plan, installed, markers } = await readPlan(texts);
      return findUnmet(plan, installed, markers);
    },
    async revertPackages(change, job) {
      if (change.before.size === 0 && change.after.size === 0) return;
      const call = { environment: await environment(), settings, cwd: paths.stagingDir };
      await revertPackageChange(call, change, job);
    },
    frozenPackages: async () => readFrozen((await environment()).sitePackagesDirs),
    checkPackages: async (signal) =>
      checkPackages({ environment: await environment(), settings, cwd: paths.stagingDir }, signal),
    neededPackages: async () => findNeeded(installation, await environment(), await readInstalled()),
    pinPackages: async (input, job) => pinPackages({ environment: await environment(), settings, paths }, input, job),
    async runInstallScript({ packDir, packName }, job) {
      if (!(await hasInstallScript(packDir))) return false;
      const timeoutMs = settings['installScript.timeoutSeconds'] * 1000;
      const gitProgram = options.config().git_exe;
      await runPackScript(
        { packDir, packName, environment: await environment(), installation, gitProgram, timeoutMs },
        job,
      );
      return true;
    },
  };
}
