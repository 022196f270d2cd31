import { join } from 'node:path';
import { AppError } from '../../../contract/errors';
import { say } from '../../../contract/text/said';
import type { AppSettings } from '../../../contract/settings';
import { writePlain } from '../../../base/files/files';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import type { JobContext } from '../../../base/async/job';
import { redactSecrets } from '../../../base/log';
import type { Paths } from '../../installation/paths';
import type { PythonEnvironment } from '../environment/environment';
import { createDamageLook } from '../packages/distribution-files';
import { mendDistribution } from '../packages/mend';
import { readFrozenPackages, toExactLine, type FrozenPackage } from '../packages/frozen-packages';
import { isHardwarePackage } from '../packages/hardware-packages';
import { explainInstallFailure, outputOf } from '../environment/install-failure';
import { describeChange } from '../packages/package-change';
import { readDistributions, versionsOf } from '../packages/packages';
import { revertPackageChange } from '../packages/revert';
import { meetsSpecifier } from '../requirements/version-rules';
import { installArguments, changePackages, type ChangingCall, type OpenJournal } from '../environment/tool';

/** A package to be brought to exactly one version, or to what an address holds. Names are normalised. */
export interface PackagePin extends FrozenPackage {
  name: string;
}

export interface PinInput {
  pins: readonly PackagePin[];
  /** Names to uninstall. */
  remove: readonly string[];
}

export interface PinContext {
  environment: PythonEnvironment;
  settings: AppSettings;
  paths: Pick<Paths, 'stagingDir'>;
  journal: OpenJournal;
}

const phase = say`Restoring Python packages`;

/** One call of the tool for some pins, without their requirements: what was recorded together is installed together, as it was. */
async function installPins(context: PinContext, pins: readonly PackagePin[], job: JobContext): Promise<void> {
  const { environment, settings, paths, journal } = context;
  await withTemporaryFolder(paths.stagingDir, 'pins', async (folder) => {
    const requirementsFile = join(folder, 'requirements.txt');
    await writePlain(requirementsFile, `${pins.map(toExactLine).join('\n')}\n`);
    const files = { requirementsFile, constraintsFile: null, allowsPrereleases: true, hasExtraIndex: false };
    // The same version from another address is told apart by nobody else.
    const isFresh = pins.some(({ address }) => address !== null);
    const again = environment.tool === 'uv' ? '--reinstall' : '--force-reinstall';
    const args = [...installArguments(environment, files), '--no-deps', ...(isFresh ? [again] : [])];
    job.report({ phase, message: say`${pins.length} with ${environment.tool}` });
    job.log(`${environment.tool} installs exactly: ${redactSecrets(pins.map(toExactLine).join(' | '))}`);
    const moving = pins.map(({ name }) => name);
    await changePackages({ environment, settings, journal, cwd: folder }, { args, moving }, { ...job, phase });
  });
}

async function uninstall(call: ChangingCall, names: readonly string[], job: JobContext): Promise<void> {
  job.report({ phase, message: say`Removing ${names.length}` });
  const args = ['uninstall', ...(call.environment.tool === 'pip' ? ['-y'] : []), ...names];
  await changePackages(call, { args, moving: names }, { ...job, phase });
}

function isFailure(error: unknown): error is AppError {
  return error instanceof AppError && error.code !== 'cancelled';
}

/** The tool's own words for one pin, as a reason. */
function explain(error: AppError, name: string): string {
  return explainInstallFailure({ packName: name, output: outputOf(error), protectedLines: [] }).message;
}

/** Runs a piece of work; when it fails, what it changed is put back, also for a cancelled job. */
async function orPutBack(context: PinContext, job: JobContext, work: () => Promise<void>): Promise<void> {
  const dirs = context.environment.sitePackagesDirs;
  const before = versionsOf(await readDistributions(dirs));
  try {
    await work();
  } catch (error) {
    const change = { before, after: versionsOf(await readDistributions(dirs)) };
    await revertPackageChange({ ...context, cwd: context.paths.stagingDir }, change, job);
    throw error;
  }
}

/** All at once; when that cannot be had, one by one, so that one version the index lost does not keep the others away. */
async function pinAll(
  context: PinContext,
  pins: readonly PackagePin[],
  job: JobContext,
): Promise<ReadonlyMap<string, string>> {
  const failed = new Map<string, string>();
  const run = (some: readonly PackagePin[]) => orPutBack(context, job, () => installPins(context, some, job));
  try {
    if (pins.length > 0) await run(pins);
    return failed;
  } catch (error) {
    if (!isFailure(error)) throw error;
    const [only] = pins;
    if (pins.length === 1 && only !== undefined) return failed.set(only.name, explain(error, toExactLine(only)));
  }
  for (const pin of pins) {
    try {
      await run([pin]);
    } catch (error) {
      if (!isFailure(error)) throw error;
      failed.set(pin.name, explain(error, toExactLine(pin)));
    }
  }
  return failed;
}

/** Whether an installed package is what was recorded: the version, or the address without the hash behind it. */
export function isSamePackage(recorded: FrozenPackage, installed: FrozenPackage): boolean {
  const withoutHash = (address: string | null) => address?.replace(/#.*$/, '');
  if (recorded.address !== null) return withoutHash(recorded.address) === withoutHash(installed.address);
  return meetsSpecifier(installed.version, `==${recorded.version}`) ?? installed.version === recorded.version;
}

/** Only a part of them is there: no tool could remove that, and each would take it for the version that it says it is. */
async function mendDamaged(context: PinContext, names: readonly string[], job: JobContext): Promise<void> {
  const installed = await readDistributions(context.environment.sitePackagesDirs);
  const findDamage = createDamageLook();
  for (const name of names) {
    const distribution = installed.get(name);
    if (distribution === undefined || (await findDamage(distribution)) === null) continue;
    try {
      await mendDistribution({ ...context, cwd: context.paths.stagingDir }, distribution, job);
    } catch (error) {
      if (!isFailure(error)) throw error;
      job.log(`${name} ${distribution.version} is damaged and could not be repaired: ${error.message}`);
    }
  }
}

/** In what an installed package differs from its pin, in words; null when it is the same and whole. */
function describeState(pin: PackagePin, found: FrozenPackage | undefined, damage: string | null): string | null {
  if (found === undefined) return 'is not installed';
  if (damage !== null) return `is damaged (${damage})`;
  return isSamePackage(pin, found) ? null : `is at ${found.address ?? found.version}`;
}

/** Names the pins and removals that the installed metadata does not prove, with the reason where one is known. */
async function findUnproven(
  dirs: readonly string[],
  input: PinInput,
  reasons: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const [now, distributions] = await Promise.all([readFrozenPackages(dirs), readDistributions(dirs)]);
  const findDamage = createDamageLook();
  const unproven = new Map<string, string>();
  for (const pin of input.pins) {
    const distribution = distributions.get(pin.name);
    const damage = distribution === undefined ? null : await findDamage(distribution);
    const state = describeState(pin, now.get(pin.name), damage);
    if (state === null) continue;
    unproven.set(pin.name, reasons.get(pin.name) ?? `${pin.name} ${state} although the installer reported success.`);
  }
  for (const name of input.remove)
    if (now.has(name)) unproven.set(name, reasons.get(name) ?? `${name} is still there.`);
  return unproven;
}

/**
 * Brings packages to exact versions in one call of the tool, without touching any other, and uninstalls what is to be removed. Answers
 * with what did not succeed and why, by name; those packages are as before. The torch family and installers are refused (`invalid-input`):
 * callers leave them out. Throws `cancelled`, then nothing has changed.
 */
export async function pinPackages(
  context: PinContext,
  input: PinInput,
  job: JobContext,
): Promise<ReadonlyMap<string, string>> {
  const names = [...input.pins.map(({ name }) => name), ...input.remove];
  const refused = names.filter((name) => isHardwarePackage(name) || name === 'pip' || name === 'uv');
  if (refused.length > 0)
    throw new AppError('invalid-input', say`These packages are never changed from here: ${refused.join(', ')}.`);
  const dirs = context.environment.sitePackagesDirs;
  const before = versionsOf(await readDistributions(dirs));
  const reasons = new Map<string, string>();
  await orPutBack(context, job, async () => {
    await mendDamaged(context, names, job);
    for (const [name, reason] of await pinAll(context, input.pins, job)) reasons.set(name, reason);
    if (input.remove.length === 0) return;
    try {
      await uninstall({ ...context, cwd: context.paths.stagingDir }, input.remove, job);
    } catch (error) {
      if (!isFailure(error)) throw error;
      for (const name of input.remove) reasons.set(name, error.message);
    }
  });
  for (const line of describeChange({ before, after: versionsOf(await readDistributions(dirs)) })) job.log(line);
  return findUnproven(dirs, input, reasons);
}
