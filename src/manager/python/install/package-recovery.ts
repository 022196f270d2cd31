import { neverAborted, type JobContext } from '../../../base/async/job';
import { toAppError } from '../../../contract/errors';
import type { PythonEnvironment } from '../environment/environment';
import type { PythonOptions } from '../environment/follow-environment';
import type { PackageChange } from '../packages/package-change';
import type { PackageDifference } from '../packages/package-difference';
import type { Owed, PackageKeeper, Recovery } from '../packages/package-keeper';
import { readDistributions, versionsOf } from '../packages/packages';
import { revertPackageChange } from '../packages/revert';
import { openSolving } from '../plan/solving';
import type { BrokenNeed } from '../requirements/broken-needs';
import { findBroken, foreseeLosses, warnOfAll } from './others';

/** The ways back of packages. */
export interface PackageRecovery {
  /**
   * Brings all packages to these versions, whatever is there by then: what an earlier try wrote down and left is put right first. Goes on although
   * the job is cancelled. Throws `requirements-failed` naming what could not be put back.
   */
  restorePackages(before: PackageChange['before'], job: JobContext): Promise<void>;
  /**
   * Takes a difference back: the very files that were there, without a network where they are held. Throws `requirements-failed` naming what could not
   * be had; then all packages are as before.
   */
  takeDifferenceBack(difference: PackageDifference, job: JobContext): Promise<void>;
  /** What of a difference is not as the change left it, and what of it only the index could bring back. Throws `environment-missing`. */
  judgeDifference(difference: PackageDifference): Promise<{ others: string[]; notHeld: string[] }>;
  /** What taking these differences back, newest first, would take from enabled packs that stay, ComfyUI and packages. Throws `environment-missing`. */
  foreseeLosses(differences: readonly PackageDifference[], leavingDirs: readonly string[]): Promise<BrokenNeed[]>;
  /** What a change since `before` has left unmet for other packages, enabled packs and ComfyUI; reads no lines when there was none. */
  findBroken(before: ReadonlyMap<string, string>): Promise<BrokenNeed[]>;
  /** Warns of it. */
  warnOfBroken(before: ReadonlyMap<string, string>, job: JobContext): Promise<void>;
  /** Puts right what an earlier run left half done; null when there was nothing, which costs the look at one folder. */
  recoverPackages(job: JobContext): Promise<Recovery | null>;
  /** What could not be put right yet; each with its version. */
  owedPackages(): Promise<readonly Owed[]>;
}

/** Makes the ways back of an installation. */
export function createPackageRecovery(
  options: PythonOptions & { keeper: PackageKeeper },
  environment: () => Promise<PythonEnvironment>,
): PackageRecovery {
  const { keeper, settings, paths } = options;

  const openNow = async () => openSolving(await environment(), options, { signal: neverAborted() });
  const findBrokenNow = async (before: ReadonlyMap<string, string>) => findBroken(before, await openNow());

  return {
    async restorePackages(before, job) {
      const found = await environment();
      const call = { environment: found, settings, cwd: paths.stagingDir };
      // What could not be put back takes nothing away from what could.
      const failure = await keeper.during('putting packages back', job, async (journal) => {
        const after = versionsOf(await readDistributions(found.sitePackagesDirs));
        return revertPackageChange({ ...call, journal }, { before, after }, job).catch(toAppError);
      });
      if (failure) throw failure;
    },
    takeDifferenceBack: (difference, job) => keeper.takeBack(difference, job),
    judgeDifference: (difference) => keeper.judge(difference),
    foreseeLosses: async (differences, dirs) => foreseeLosses(differences, { dirs, former: [] }, await openNow()),
    findBroken: findBrokenNow,
    warnOfBroken: async (before, job) => warnOfAll(await findBrokenNow(before), job),
    recoverPackages: (job) => keeper.recover(job),
    owedPackages: () => keeper.owed(),
  };
}
