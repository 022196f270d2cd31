import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import type { JobContext } from '../../../base/async/job';
import { planRevert, type PackageChange } from './package-change';
import { readDistributions, versionsOf } from './packages';
import { changePackages, type ChangingCall } from '../environment/tool';

const timeoutMs = 15 * 60 * 1000;
const phase = msg`Restoring packages`;

async function isDone(
  call: ChangingCall,
  command: Parameters<typeof changePackages>[1],
  job: JobContext,
): Promise<boolean> {
  try {
    // Without the signal of the job: what a cancelled job changed must be put back all the same.
    await changePackages(call, command, { log: job.log, report: job.report, timeoutMs, phase });
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return false;
  }
}

/** Runs a command for all at once and, when that fails, for each, so that one impossible package does not keep the rest away. */
async function runForAll<T>(all: readonly T[], run: (some: readonly T[]) => Promise<boolean>): Promise<void> {
  if (all.length === 0 || (await run(all)) || all.length === 1) return;
  for (const one of all) await run([one]);
}

/**
 * Puts the packages back as they were before a change: what was added is uninstalled, what was changed or removed is installed at its old
 * version. Goes on although the job is cancelled. Throws `requirements-failed` naming what could not be put back.
 */
export async function revertPackageChange(call: ChangingCall, change: PackageChange, job: JobContext): Promise<void> {
  const dirs = call.environment.sitePackagesDirs;
  const plan = planRevert(change, versionsOf(await readDistributions(dirs)));
  if (plan.uninstall.length === 0 && plan.reinstall.length === 0) return;
  job.report({ phase });
  const confirmed = call.environment.tool === 'pip' ? ['-y'] : [];
  await runForAll(plan.uninstall, (names) =>
    isDone(call, { args: ['uninstall', ...confirmed, ...names], moving: names }, job),
  );
  const wanted: { name: string; version: string }[] = [];
  for (const { name, version } of plan.reinstall) {
    if (await call.journal.bringBack(name, version)) job.log(`${name} ${version} was put back.`);
    else wanted.push({ name, version });
  }
  await runForAll(wanted, (some) => {
    const lines = some.map(({ name, version }) => `${name}==${version}`);
    return isDone(call, { args: ['install', '--no-deps', ...lines], moving: some.map(({ name }) => name) }, job);
  });
  const now = versionsOf(await readDistributions(dirs));
  const notReverted = [
    ...plan.uninstall
      .filter((name) => now.has(name))
      .map((name) => `${name} ${now.get(name) ?? ''} (was not there before)`),
    ...plan.reinstall
      .filter(({ name, version }) => now.get(name) !== version)
      .map(({ name, version }) => `${name} ${version}`),
  ];
  if (notReverted.length === 0) return;
  job.log(`Could not be put back: ${notReverted.join(', ')}`);
  throw new AppError(
    'requirements-failed',
    msg`These Python packages could not be put back as they were: ${notReverted.join(', ')}.`,
    {
      remedy: msg`Install these versions by hand in the environment of ComfyUI, or restore a snapshot.`,
      details: { notReverted },
    },
  );
}
