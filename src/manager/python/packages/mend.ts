import { compare, valid } from '@renovatebot/pep440';
import { msg } from '../../../contract/text/message';
import { basename, dirname } from 'node:path';
import { AppError } from '../../../contract/errors';
import { removeInside } from '../../../base/files/move-files';
import type { JobContext } from '../../../base/async/job';
import { redactSecrets } from '../../../base/log';
import { createDamageCheck, haveRecordedSizes } from './distribution-files';
import { freeze, toExactLine } from './frozen-packages';
import { listRecords, type Distribution } from './packages';
import { changePackages, type ChangingCall, type ToolCall } from '../environment/tool';

const phase = msg`Repairing packages`;
/** A package of gigabytes takes long on a slow line. */
const timeoutMs = 30 * 60 * 1000;

/** The higher version first; what is no version last. */
function byVersion(a: Distribution, b: Distribution): number {
  const [one, other] = [valid(a.version) !== null, valid(b.version) !== null];
  return one && other ? compare(b.version, a.version) : Number(other) - Number(one);
}

/** Of several records of one name the only one whose files are all there, or null. */
async function findTrueRecord(records: readonly Distribution[]): Promise<Distribution | null> {
  const findDamage = createDamageCheck();
  const whole: Distribution[] = [];
  for (const record of records) {
    if ((await findDamage(record)) === null && (await haveRecordedSizes(record))) whole.push(record);
  }
  const [only, ...others] = whole;
  return only !== undefined && others.length === 0 ? only : null;
}

/** pip cannot uninstall what has no RECORD, so it installs over it; uv takes away what it can and does not mind the rest. */
function reinstallArguments({ environment }: ToolCall, { name, line }: Wanted): string[] {
  const again =
    environment.tool === 'uv' ? ['--reinstall-package', name, '--prerelease', 'allow'] : ['--ignore-installed'];
  return ['install', '--no-deps', ...again, line];
}

/** A package to be installed once more: its name, and the line that asks for exactly this version or address. */
export interface Wanted {
  name: string;
  line: string;
}

/** Lets the tool install a package once more, whatever is there of it, without its requirements. Throws `command-failed`, `cancelled`. */
export async function reinstall(call: ChangingCall, wanted: Wanted, job: JobContext): Promise<void> {
  job.report({ phase, message: wanted.name });
  job.log(`${call.environment.tool} installs again: ${redactSecrets(wanted.line)}`);
  const args = reinstallArguments(call, wanted);
  await changePackages(call, { args, moving: [wanted.name] }, { ...job, phase, timeoutMs });
}

/** The same from what uv has kept, without a network; false when it has not kept it. */
export async function isReinstalledOffline(call: ChangingCall, wanted: Wanted, job: JobContext): Promise<boolean> {
  if (call.environment.tool !== 'uv') return false;
  try {
    const args = [...reinstallArguments(call, wanted), '--offline'];
    await changePackages(call, { args, moving: [wanted.name] }, { ...job, phase, timeoutMs });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'command-failed') return false;
    throw error;
  }
}

/**
 * Makes an installed distribution whole again at the version it has: where one of two records tells the truth, the other is taken away, else the
 * tool installs it once more, without its requirements. Throws `command-failed`, `cancelled`.
 */
export async function mendDistribution(call: ChangingCall, distribution: Distribution, job: JobContext): Promise<void> {
  const { name, infoPath } = distribution;
  const folder = dirname(infoPath);
  const records = (await listRecords(folder)).filter((record) => record.name === name).sort(byVersion);
  const isTwin = records.length > 1;
  const whole = isTwin ? await findTrueRecord(records) : null;
  const survivor = whole ?? records[0] ?? distribution;
  await call.journal.keep([name]);
  if (whole === null) {
    await reinstall(call, { name, line: toExactLine({ name, ...(await freeze(survivor)) }) }, job);
  }
  for (const record of records)
    if (record.infoPath !== survivor.infoPath) await removeInside(folder, basename(record.infoPath));
  if (isTwin) job.log(`${name} was recorded twice; ${survivor.version} stays.`);
}
