import { describeRecovery } from '../python/packages/recovery-outcome';
import { unwatchedJob } from '../../base/async/job';
import { createPython, type OpenPythonOptions, type Python } from '../python/python';
import type { ChangeRecord } from '../records/change-record';
import type { ChangeRecords } from '../records/change-records';
import type { NotifyRepair } from './start-notices';

/** What the Python room asks of the changes that are final. */
export function readChanges(
  records: Pick<ChangeRecords, 'list' | 'has'>,
): Pick<OpenPythonOptions, 'wanted' | 'isFinal'> {
  const packagesOf = ({ difference }: ChangeRecord) => [...(difference?.before ?? []), ...(difference?.after ?? [])];
  return {
    wanted: () => records.list().flatMap(packagesOf),
    isFinal: records.has,
  };
}

/**
 * Opens Python and puts right what a crash left of packages, before the code of ComfyUI and the queue work with them. What cannot be read or written
 * keeps nobody from opening the folder; the next start tries again.
 */
export async function openPython(options: OpenPythonOptions, notify: NotifyRepair): Promise<Python> {
  const python = createPython(options);
  const { log } = options;
  const lines: string[] = [];
  const startedAt = new Date().toISOString();
  try {
    const recovery = await python.recovery.recoverPackages(unwatchedJob(undefined, (line) => lines.push(line)));
    const outcome = recovery === null ? null : describeRecovery(recovery);
    if (recovery !== null) log.warn('An interrupted change of Python packages was taken back', { ...recovery });
    if (outcome !== null) notify({ outcome, startedAt, lines });
  } catch (error) {
    log.error('Python packages could not be put right', { error });
  }
  return python;
}

/** Names and versions of packages alone. */
export function versionsIn(packages: ReadonlyMap<string, { version: string }>): ReadonlyMap<string, string> {
  return new Map([...packages].map(([name, { version }]) => [name, version] as const));
}
