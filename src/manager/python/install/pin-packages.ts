import type { JobContext } from '../../../base/async/job';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import type { AppSettings } from '../../../contract/settings';
import type { Paths } from '../../installation/paths';
import type { PythonEnvironment } from '../environment/environment';
import { explainInstallFailure, outputOf } from '../environment/install-failure';
import type { ChangingCall, OpenJournal } from '../environment/tool';
import { createDamageCheck } from '../packages/distribution-files';
import { freezeReadable, toExactLine, type FrozenPackage } from '../packages/frozen-packages';
import { isHardwarePackage } from '../packages/hardware-packages';
import { mendDistribution } from '../packages/mend';
import { describeChange } from '../packages/package-change';
import { versionsOf, type Distribution } from '../packages/packages';
import { revertPackageChange } from '../packages/revert';
import { meetsSpecifier } from '../requirements/version-rules';
import { installLines, removePackages } from './apply';
import { targetInUse, type Target } from './target';

/** A package to be brought to exactly one version, or to what an address holds. Names are normalised. */
export interface PackagePin extends FrozenPackage {
  name: string;
}

export interface PinInput {
  pins: readonly PackagePin[];
  /** Names to uninstall. */
  remove: readonly string[];
}

interface PinOptions {
  environment: PythonEnvironment;
  settings: AppSettings;
  paths: Pick<Paths, 'stagingDir'>;
  journal: OpenJournal;
}

interface PinContext {
  target: Target;
  /** For what is repaired, or comes back. */
  call: ChangingCall;
}

const phase = msg`Restoring Python packages`;

/** One call of the tool for some pins, without their requirements: what was recorded together is installed together, as it was. */
async function installPins(target: Target, pins: readonly PackagePin[], job: JobContext): Promise<void> {
  // The same version from another address is told apart by nobody else.
  const isFresh = pins.some(({ address }) => address !== null);
  const again = target.environment.tool === 'uv' ? '--reinstall' : '--force-reinstall';
  const [lines, moving] = [pins.map(toExactLine), pins.map(({ name }) => name)];
  await installLines({ phase, lines, moving, more: isFresh ? [again] : [] }, target, job);
}

function isFailure(error: unknown): error is AppError {
  return error instanceof AppError && error.code !== 'cancelled';
}

/** The tool's own words for one pin, as a reason. */
function explain(error: AppError, name: string): string {
  return explainInstallFailure({ packName: name, output: outputOf(error), protectedLines: [] }).message;
}

/** Runs a piece of work; when it fails, what it changed is put back, also for a cancelled job. */
async function orPutBack({ target, call }: PinContext, job: JobContext, work: () => Promise<void>): Promise<void> {
  const before = versionsOf(await target.read());
  try {
    await work();
  } catch (error) {
    await revertPackageChange(call, { before, after: versionsOf(await target.read()) }, job);
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
  const run = (some: readonly PackagePin[]) => orPutBack(context, job, () => installPins(context.target, some, job));
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
async function mendDamaged({ target, call }: PinContext, names: readonly string[], job: JobContext): Promise<void> {
  const installed = await target.read();
  const findDamage = createDamageCheck();
  for (const name of names) {
    const distribution = installed.get(name);
    if (distribution === undefined || (await findDamage(distribution)) === null) continue;
    try {
      await mendDistribution(call, distribution, job);
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
  distributions: ReadonlyMap<string, Distribution>,
  input: PinInput,
  reasons: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const findDamage = createDamageCheck();
  const unproven = new Map<string, string>();
  for (const pin of input.pins) {
    const distribution = distributions.get(pin.name);
    const damage = distribution === undefined ? null : await findDamage(distribution);
    const found = distribution === undefined ? undefined : await freezeReadable(distribution);
    const state = describeState(pin, found, damage);
    if (state === null) continue;
    unproven.set(pin.name, reasons.get(pin.name) ?? `${pin.name} ${state} although the installer reported success.`);
  }
  for (const name of input.remove)
    if (distributions.has(name)) unproven.set(name, reasons.get(name) ?? `${name} is still there.`);
  return unproven;
}

/**
 * Brings packages to exact versions in one call of the tool, without touching any other, and uninstalls what is to be removed. Answers
 * with what did not succeed and why, by name; those packages are as before. The torch family and installers are refused (`invalid-input`):
 * callers leave them out. Throws `cancelled`, then nothing has changed.
 */
export async function pinPackages(
  given: PinOptions,
  input: PinInput,
  job: JobContext,
): Promise<ReadonlyMap<string, string>> {
  const names = [...input.pins.map(({ name }) => name), ...input.remove];
  const refused = names.filter((name) => isHardwarePackage(name) || name === 'pip' || name === 'uv');
  if (refused.length > 0)
    throw new AppError('invalid-input', msg`These packages are never changed from here: ${refused.join(', ')}.`);
  const { environment, settings, paths, journal } = given;
  const call = { environment, settings, journal, cwd: paths.stagingDir };
  const target = targetInUse({ environment, settings, workDir: paths.stagingDir }, journal);
  const context = { target, call };
  const before = versionsOf(await target.read());
  const reasons = new Map<string, string>();
  await orPutBack(context, job, async () => {
    await mendDamaged(context, names, job);
    for (const [name, reason] of await pinAll(context, input.pins, job)) reasons.set(name, reason);
    if (input.remove.length === 0) return;
    try {
      await removePackages(input.remove, phase, { target, job });
    } catch (error) {
      if (!isFailure(error)) throw error;
      for (const name of input.remove) reasons.set(name, error.message);
    }
  });
  const after = await target.read();
  for (const line of describeChange({ before, after: versionsOf(after) })) job.log(line);
  return findUnproven(after, input, reasons);
}
