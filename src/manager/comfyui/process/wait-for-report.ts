import { setTimeout as wait } from 'node:timers/promises';
import type { ComfyRun } from './comfy-run';

/** The last lines of a start may still be on their way when it answers. */
const reportMs = 5000;
const checkEveryMs = 50;

/** Waits until a run that answers has told of all its packs, five seconds at most. */
export async function waitForReport({ report, signal }: Pick<ComfyRun, 'report' | 'signal'>): Promise<void> {
  const endMs = Date.now() + reportMs;
  while (!report.hasImported() && !signal.aborted && Date.now() < endMs) await wait(checkEveryMs);
}
