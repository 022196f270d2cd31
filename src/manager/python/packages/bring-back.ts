import type { JobContext } from '../../../base/async/job';
import { toAppError } from '../../../contract/errors';
import { explainInstallFailure, outputOf } from '../environment/install-failure';
import type { ChangingCall } from '../environment/tool';
import { toExactLine } from './frozen-packages';
import { isReinstalledOffline, reinstall } from './mend';
import type { KnownDistribution } from './package-journal';
import type { PackageStore } from './package-store';

export interface BringBackContext {
  store: PackageStore;
  /** For what the store does not hold; its environment is the one that was written down. */
  call: ChangingCall;
}

/** What could not be brought back, and why. */
export interface Missed {
  known: KnownDistribution;
  reason: string;
}

/** A distribution in words. */
export function describe({ name, version }: Pick<KnownDistribution, 'name' | 'version'>): string {
  return `${name} ${version}`;
}

/** How a distribution came back, or why it did not. */
type Return = { by: 'store' | 'tool' } | { reason: string };

/** From the store, else by the tool from what it has kept, else from the index. */
async function bringBack(
  { known, asOfMs }: { known: KnownDistribution; asOfMs: number },
  { store, call }: BringBackContext,
  job: JobContext,
): Promise<Return> {
  if (await store.restore(known, asOfMs)) return { by: 'store' };
  job.log(`${describe(known)} is not held, or no longer as it was; ${call.environment.tool} installs it.`);
  const wanted = { name: known.name, line: toExactLine(known) };
  try {
    if (await isReinstalledOffline(call, wanted, job)) return { by: 'tool' };
    await reinstall(call, wanted, job);
    return { by: 'tool' };
  } catch (error) {
    const output = outputOf(toAppError(error));
    const failure = explainInstallFailure({ packName: describe(known), output, protectedLines: [] });
    return { reason: failure.message };
  }
}

/** Puts distributions back as they were at a time; also answers what the tool installed anew, and what could not be had. */
export async function bringAllBack(
  { wanted, asOfMs }: { wanted: readonly KnownDistribution[]; asOfMs: number },
  context: BringBackContext,
  job: JobContext,
): Promise<{ restored: KnownDistribution[]; byTool: Set<KnownDistribution>; missed: Missed[] }> {
  const restored: KnownDistribution[] = [];
  const byTool = new Set<KnownDistribution>();
  const missed: Missed[] = [];
  for (const known of wanted) {
    const came = await bringBack({ known, asOfMs }, context, job);
    job.log('by' in came ? `${describe(known)} was put back.` : came.reason);
    if ('reason' in came) missed.push({ known, reason: came.reason });
    else restored.push(known);
    if ('by' in came && came.by === 'tool') byTool.add(known);
  }
  return { restored, byTool, missed };
}
