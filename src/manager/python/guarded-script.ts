import type { JobContext } from '../../base/async/job';
import { say, sayList } from '../../contract/text/said';
import { runPackScript, type ScriptRun } from './install-script';
import { describeUnannounced, findUnannounced, partToPutBack } from './packages/package-guard';
import { readDistributions, versionsOf } from './packages/packages';
import { revertPackageChange } from './packages/revert';
import type { ChangingCall } from './tool';

const nothing: ReadonlySet<string> = new Set();

/**
 * Runs a pack's install.py. A script announces nothing, so what it changed of the torch family, the packages of CUDA and numpy's major version
 * is put back and warned of; everything else that it did stays. Throws what `runPackScript` throws, and `requirements-failed` when the
 * packages could not be put back.
 */
export async function runGuardedScript(
  run: ScriptRun,
  { cwd, journal }: Pick<ChangingCall, 'cwd' | 'journal'>,
  job: JobContext,
): Promise<void> {
  const { environment, settings, packName } = run;
  const readNow = async () => versionsOf(await readDistributions(environment.sitePackagesDirs));
  const before = await readNow();
  await runPackScript(run, job);
  const change = { before, after: await readNow() };
  const unannounced = findUnannounced(change, nothing);
  if (unannounced.length === 0) return;
  await revertPackageChange({ environment, settings, cwd, journal }, partToPutBack(change, unannounced), job);
  const what = sayList(unannounced.map(describeUnannounced));
  job.warn(
    say`The install.py of "${packName}" changed ${what}; that was put back. Parts of the pack may not work with it.`,
  );
}
