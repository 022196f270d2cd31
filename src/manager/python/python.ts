import type { Installation } from '../../contract/installation';
import { neverAborted, type JobContext } from '../../base/async/job';
import type { PythonEnvironment } from './environment/environment';
import { followEnvironment, followInterpreter, type PythonOptions } from './environment/follow-environment';
import { openApprovedPlans } from './plan/approved-plans';
import { createStagedInstaller, type StagedInstaller } from './install/install-staged';
import { createPackagePlanner, type PackagePlanner } from './plan/planner';
import { readEverybody } from './plan/question';
import { readKnownFacts } from './environment/python-files';
import { openSolving } from './plan/solving';
import { createSideScripts, type SideScripts } from './scripts/side-scripts';
import { createPackageReasons, type PackageReasonsReader } from './requirements/package-reasons';
import { createDoctor, type Doctor } from './doctor/doctor';
import { createPackageUses, type PackageUsesReader } from './uses/package-uses';
import { createRequirementsWork, type RequirementsWork } from './install/requirements-work';
import { PackageKeeper, type Commit, type KeeperOptions } from './packages/package-keeper';
import { createFrozenPackages, type FrozenPackage } from './packages/frozen-packages';
import { isHardwarePackage } from './packages/hardware-packages';
import { asAsked, type PackageConsent } from './plan/consent';
import { runGuardedScript } from './scripts/guarded-script';
import { hasInstallScript } from './scripts/install-script';
import { readMarkerValues } from './requirements/markers';
import { closeOverRequirements, readComfyRequirements } from './requirements/needed-packages';
import { readDistributions, versionsOf, type Distribution } from './packages/packages';
import { readRecordFacts } from './packages/record-facts';
import { createPackageRecovery, type PackageRecovery } from './install/package-recovery';
import { pinPackages, type PinInput } from './install/pin-packages';

/** What is asked about packages; none of it changes anything. */
interface PackageReports extends PackageReasonsReader, PackageUsesReader, Doctor {
  /** Names of installed packages that ComfyUI itself or the torch family needs, directly or not. */
  neededPackages(): Promise<ReadonlySet<string>>;
}

/** The Python of one installation: what is in it, and what packs need of it. */
export interface Python extends RequirementsWork, PackagePlanner {
  /** Found once and kept; a failed search is tried again at the next call. Throws `environment-missing`. */
  environment(): Promise<PythonEnvironment>;
  /** What starts ComfyUI, which needs no tool that installs. Throws `environment-missing`. */
  interpreter(): Promise<string>;
  /** Normalised name to version, from the installed metadata; starts no Python. */
  listPackages(): Promise<ReadonlyMap<string, string>>;
  /** Like `listPackages`, with the address of what came from one; kept until the package folders change. */
  frozenPackages(): Promise<ReadonlyMap<string, FrozenPackage>>;
  /** Brings packages to exact versions; answers with what failed and why. Throws `cancelled`, `environment-missing`, `invalid-input`. */
  pinPackages(input: PinInput, job: JobContext): Promise<ReadonlyMap<string, string>>;
  /**
   * Runs work of which several parts may change packages: when it fails or the app ends before it calls `commit`, all of them are taken back.
   * Throws what `work` throws.
   */
  withinOneChange<T>(what: string, job: JobContext, work: (commit: Commit) => Promise<T>): Promise<T>;
  /**
   * Runs a pack's install.py; false when it has none. One that changes torch, CUDA, numpy's major version or what others need fails, or these are put back
   * and warned of, as it was agreed. Throws `install-script-failed`, `packages-protected`, `cancelled`.
   */
  runInstallScript(
    input: { packDir: string; packName: string; consent?: PackageConsent | undefined },
    job: JobContext,
  ): Promise<boolean>;
  /** Reads what the next installation asks of the files of packs and packages, so that it reads only what has changed by then. Throws `environment-missing`. */
  readAhead(): Promise<void>;
  recovery: PackageRecovery;
  reports: PackageReports;
  /** What is tried beside the environment, which stays as it is. */
  trial: StagedInstaller & SideScripts;
}

async function findNeeded(
  { comfyDir }: Installation,
  { pythonVersion }: PythonEnvironment,
  installed: ReadonlyMap<string, Distribution>,
): Promise<ReadonlySet<string>> {
  const roots = [...(await readComfyRequirements(comfyDir)), ...[...installed.keys()].filter(isHardwarePackage)];
  return closeOverRequirements(roots, installed, readMarkerValues(pythonVersion, process.platform, process.arch));
}

function createReports(options: PythonOptions, environment: () => Promise<PythonEnvironment>): PackageReports {
  const { installation } = options;
  return {
    ...createPackageReasons(options, environment),
    ...createPackageUses(options, environment),
    ...createDoctor(options, environment),
    async neededPackages() {
      const found = await environment();
      return findNeeded(installation, found, await readDistributions(found.sitePackagesDirs));
    },
  };
}

/** What the Python of an installation is opened with. */
export type OpenPythonOptions = PythonOptions & Pick<KeeperOptions, 'wanted' | 'days' | 'isFinal'>;

/** Opens the Python of an installation. Nothing is searched or started before it is needed. */
export function createPython(options: OpenPythonOptions): Python {
  const { installation, settings, paths } = options;
  const environment = followEnvironment(options);
  const readVersions = async () => versionsOf(await readDistributions((await environment()).sitePackagesDirs));
  const readFrozen = createFrozenPackages();
  const keeper = new PackageKeeper({ ...options, environment });
  // One for both: of two, each would write over what the other has noted meanwhile.
  const approved = openApprovedPlans(paths.desktopDir);
  const recovery = createPackageRecovery({ ...options, keeper }, environment);

  return {
    environment,
    interpreter: followInterpreter(options),
    listPackages: readVersions,
    frozenPackages: async () => readFrozen((await environment()).sitePackagesDirs),
    ...createRequirementsWork({ ...options, keeper, approved }, environment),
    ...createPackagePlanner({ ...options, approved }, environment),
    recovery,
    reports: createReports(options, environment),
    trial: { ...createStagedInstaller(options, environment), ...createSideScripts(options, environment) },
    withinOneChange: (what, job, work) => keeper.within(what, job, work),
    async pinPackages(input, job) {
      const before = await readVersions();
      const found = await environment();
      const failed = await keeper.during('exact versions', job, (journal) =>
        pinPackages({ environment: found, settings, paths, journal }, input, job),
      );
      await recovery.warnOfBroken(before, job);
      return failed;
    },
    async runInstallScript({ packDir, packName, consent = asAsked }, job) {
      if (!(await hasInstallScript(packDir))) return false;
      const timeoutMs = settings['installScript.timeoutSeconds'] * 1000;
      const gitProgram = options.config().git_exe;
      const about = { packDir, packName, installation, settings, gitProgram, timeoutMs };
      const run = { ...about, environment: await environment() };
      const { findBroken } = recovery;
      await keeper.during(`install.py of ${packName}`, job, (journal) =>
        runGuardedScript(run, { cwd: paths.stagingDir, journal, consent, findBroken }, job),
      );
      return true;
    },
    async readAhead() {
      // Nobody has asked for it: no Python of a folder, which may be anybody's, is started to tell what it is.
      if ((await readKnownFacts(await followInterpreter(options)())) === null) return;
      const found = await environment();
      const solving = await openSolving(found, options, { signal: neverAborted() });
      await readEverybody({ leavingDirs: [] }, solving);
      await readFrozen(found.sitePackagesDirs);
      for (const { infoPath } of solving.distributions.values()) await readRecordFacts(infoPath);
    },
  };
}
