import type { JobStep } from '../../base/async/job';
import { formatMessage } from '../../contract/text/message';
import { setupSteps, type SetupStep, type SetupStepName } from '../../contract/operations/setup';

/** The steps before the first has begun; those of an earlier run that are over count as done. */
export function listSteps(done: readonly SetupStepName[]): SetupStep[] {
  return setupSteps.map((name) => ({
    ...{ name, state: done.includes(name) ? 'done' : 'waiting', message: '' },
    ...{ fraction: null, bytesDone: 0, bytesTotal: 0, seconds: 0 },
  }));
}

/** `Receiving objects: 43 % (430 of 1000)` as 0.43, which git counts. */
function readPercent(message: string): number | null {
  const percent = /(\d{1,3}) %/.exec(message)?.[1];
  return percent === undefined ? null : Math.min(1, Number(percent) / 100);
}

/** What a step shows after its program said something. A bar never goes back within one part of the work. */
export function applyReport(step: SetupStep, { message = '', bytesDone = 0, bytesTotal = 0 }: JobStep): SetupStep {
  const text = formatMessage(message);
  const byBytes = bytesTotal > 0 ? bytesDone / bytesTotal : null;
  const fraction = step.name === 'clone' ? readPercent(text) : byBytes;
  return { ...step, message: text, fraction, bytesDone, bytesTotal };
}

/** One step changed, the others as they were. */
export function withStep(
  steps: readonly SetupStep[],
  name: SetupStepName,
  change: (step: SetupStep) => SetupStep,
): SetupStep[] {
  return steps.map((step) => (step.name === name ? change(step) : step));
}
