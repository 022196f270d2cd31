import { toAppError } from '../../contract/errors';
import type { Installation } from '../../contract/installation';
import type { JobContext } from '../../base/async/job';
import type { PythonEnvironment } from './environment/environment';
import { followEnvironment, followInterpreter, type PythonOptions } from './environment/follow-environment';
import { openApprovedPlans } from './plan/approved-plans';
import { createAsideInstaller, type AsideInstaller } from './install/install-aside';
import { createPackagePlanner, type PackagePlanner } from './plan/planner';
import { createSideScripts, type SideScripts } from './scripts/script-aside';
import { createLaunchChecker, type LaunchChecker } from './requirements/launch-check';
import { createPackageReasons, type PackageReasonsReader } from './requirements/package-reasons';
import { createDoctor, type Doctor } from './doctor/doctor';
import { createPackageUses, type PackageUsesReader } from './uses/package-uses';
import { createRequirementsWork, type RequirementsWork } from './install/requirements-work';
import { PackageKeeper, type Commit, type KeeperOptions, type Owed, type Recovery } from './packages/package-keeper';
import { checkPackages, type PackageProblem } from './packages/package-check';
import { createFrozenPackages, type FrozenPackage } from './packages/frozen-packages';
import { isHardwarePackage } from './packages/hardware-packages';
import { asAsked, type PackageConsent } from './plan/consent';
import { runGuardedScript } from './scripts/guarded-script';
import { hasInstallScript } from './scripts/install-script';
import { readMarkerValues } from './requirements/markers';
import { closeOverRequirements, readComfyRequirements } from './requirements/needed-packages';
import type { PackageChange } from './packages/package-change';
import type { PackageDifference } from './packages/package-difference';
import { readDistributions, versionsOf, type Distribution } from './packages/packages';
import { pinPackages, type PinInput } from './install/pin-packages';
import { revertPackageChange } from './packages/revert';

/** The Python of one installation: what is in it, and what packs need of it. */
export interface Python
  extends
    RequirementsWork,
    PackageReasonsReader,
    PackageUsesReader,
    Doctor,
    PackagePlanner,
    AsideInstaller,
    SideScripts,
    LaunchChecker {
  /** Found once and kept; a failed search is tried again at the next call. Throws `environment-missing`. */
  environment(): Promise<PythonEnvironment>;
  /** What starts ComfyUI, which needs no tool that installs. Throws `environment-missing`. */
  interpreter(): Promise<string>;
  /** Normalised name to version, from the installed metadata; starts no Python. */
  listPackages(): Promise<ReadonlyMap<string, string>>;
  /** Puts packages back; goes on although the job is cancelled. Throws `requirements-failed` naming what could not be put back. */
  revertPackages(change: PackageChange, job: JobContext): Promise<void>;
  /**
   * Brings all packages to these versions, whatever is there by then: what an earlier try wrote down and left is put right first. Goes on although
   * the job is cancelled. Throws what `revertPackages` throws.
   */
  restorePackages(before: PackageChange['before'], job: JobContext): Promise<void>;
  /**
   * Takes a difference back: the very files that were there, without a network where they are held. Throws `requirements-failed` naming what could not
   * be had; then all packages are as before.
   */
  takeDifferenceBack(difference: PackageDifference, job: JobContext): Promise<void>;
  /** What of a difference is not as the change left it, and what of it only the index could bring back. Throws `environment-missing`. */
  judgeDifference(difference: PackageDifference): Promise<{ others: string[]; notHeld: string[] }>;
  /** Like `listPackages`, with the address of what came from one; kept until the package folders change. */
  frozenPackages(): Promise<ReadonlyMap<string, FrozenPackage>>;
  /** Whether the installed packages have what they need of each other. Throws `environment-missing`, `command-failed`, `cancelled`. */
  checkPackages(signal: AbortSignal): Promise<PackageProblem[]>;
  /** Names of installed packages that ComfyUI itself or the torch family needs, directly or not. */
  neededPackages(): Promise<ReadonlySet<string>>;
  /** Brings packages to exact versions; answers with what failed and why. Throws `cancelled`, `environment-missing`, `invalid-input`. */
  pinPackages(input: PinInput, job: JobContext): Promise<ReadonlyMap<string, string>>;
  /**
   * Runs work of which several parts may change packages: when it fails or the app ends before it calls `commit`, all of them are taken back.
   * Throws what `work` throws.
   */
  withinOneChange<T>(what: string, job: JobContext, work: (commit: Commit) => Promise<T>): Promise<T>;
  /** Puts right what an earlier run left half done; null when there was nothing, which costs the look at one folder. */
  recoverPackages(job: JobContext): Promise<Recovery | null>;
  /** What could not be put right yet; each with its version. */
  owedPackages(): Promise<readonly Owed[]>;
  /**
   * Runs a pack's install.py; false when it has none. One that changes torch, CUDA, numpy's major version or what others need fails, or these are put back
   * and warned of, as it was agreed. Throws `install-script-failed`, `packages-protected`, `cancelled`.
   */
  runInstallScript(
    input: { packDir: string; packName: string; consent?: PackageConsent | undefined },
    job: JobContext,
  ): Promise<boolean>;
}

async function findNeeded(
  { comfyDir }: Installation,
  { pythonVersion }: PythonEnvironment,
  installed: ReadonlyMap<string, Distribution>,
): Promise<ReadonlySet<string>> {
  const roots = [...(await readComfyRequirements(comfyDir)), ...[...installed.keys()].filter(isHardwarePackage)];
  return closeOverRequirements(roots, installed, readMarkerValues(pythonVersion, process.platform, process.arch));
}

/** What only reads. */
function createLooks(
  options: PythonOptions,
  environment: () => Promise<PythonEnvironment>,
): PackageReasonsReader & PackageUsesReader & Doctor & LaunchChecker {
  return {
    ...createPackageReasons(options, environment),
    ...createPackageUses(options, environment),
    ...createDoctor(options, environment),
    ...createLaunchChecker(options, environment),
  };
}

/** What the Python of an installation is opened with. */
export type OpenPythonOptions = PythonOptions & Pick<KeeperOptions, 'wanted' | 'days' | 'isFinal'>;

/** Opens the Python of an installation. Nothing is searched or started before it is needed. */
export function createPython(options: OpenPythonOptions): Python {
  const { installation, settings, paths } = options;
  const environment = followEnvironment(options);
  const readInstalled = async () => readDistributions((await environment()).sitePackagesDirs);
  const readFrozen = createFrozenPackages();
  const keeper = new PackageKeeper({ ...options, environment });
  // One for both: of two, each would write over what the other has noted meanwhile.
  const approved = openApprovedPlans(paths.desktopDir);
  const work = createRequirementsWork({ ...options, keeper, approved }, environment);

  const putBack = async (readChange: () => Promise<PackageChange>, job: JobContext): Promise<void> => {
    const call = { environment: await environment(), settings, cwd: paths.stagingDir };
    // What could not be put back takes nothing away from what could.
    const failure = await keeper.during('putting packages back', job, async (journal) =>
      revertPackageChange({ ...call, journal }, await readChange(), job).catch(toAppError),
    );
    if (failure) throw failure;
  };

  return {
    environment,
    interpreter: followInterpreter(options),
    listPackages: async () => versionsOf(await readInstalled()),
    ...work,
    ...createLooks(options, environment),
    ...createPackagePlanner({ ...options, approved }, environment),
    ...createAsideInstaller(options, environment),
    ...createSideScripts(options, environment),
    async revertPackages(change, job) {
      if (change.before.size === 0 && change.after.size === 0) return;
      await putBack(() => Promise.resolve(change), job);
    },
    restorePackages: (before, job) => putBack(async () => ({ before, after: versionsOf(await readInstalled()) }), job),
    takeDifferenceBack: (difference, job) => keeper.takeBack(difference, job),
    judgeDifference: (difference) => keeper.judge(difference),
    frozenPackages: async () => readFrozen((await environment()).sitePackagesDirs),
    checkPackages: async (signal) =>
      checkPackages({ environment: await environment(), settings, cwd: paths.stagingDir }, signal),
    withinOneChange: (what, job, work) => keeper.within(what, job, work),
    recoverPackages: (job) => keeper.recover(job),
    owedPackages: () => keeper.owed(),
    neededPackages: async () => findNeeded(installation, await environment(), await readInstalled()),
    async pinPackages(input, job) {
      const before = versionsOf(await readInstalled());
      const found = await environment();
      const failed = await keeper.during('exact versions', job, (journal) =>
        pinPackages({ environment: found, settings, paths, journal }, input, job),
      );
      await work.warnOfBroken(before, job);
      return failed;
    },
    async runInstallScript({ packDir, packName, consent = asAsked }, job) {
      if (!(await hasInstallScript(packDir))) return false;
      const timeoutMs = settings['installScript.timeoutSeconds'] * 1000;
      const gitProgram = options.config().git_exe;
      const about = { packDir, packName, installation, settings, gitProgram, timeoutMs };
      const run = { ...about, environment: await environment() };
      await keeper.during(`install.py of ${packName}`, job, (journal) =>
        runGuardedScript(run, { cwd: paths.stagingDir, journal, consent, findBroken: work.findBroken }, job),
      );
      return true;
    },
  };
}
