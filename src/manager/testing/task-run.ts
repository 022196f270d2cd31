import type { JobContext, JobStep } from '../../base/async/job';
import { formatMessage } from '../../contract/text/message';
import type { ConfigFile } from '../installation/config';
import type { Authorise } from '../installation/policy';
import { createPolicyJudge } from '../installation/policy-judge';

/** A step in English. */
export type TestStep = Omit<JobStep, 'phase' | 'message'> & { phase: string; message?: string };

/** Spells the words of a step out. */
export function formatStep({ phase, message, ...rest }: JobStep): TestStep {
  return { ...rest, phase: formatMessage(phase), ...(message !== undefined && { message: formatMessage(message) }) };
}

/** For tests only: what an operation gets beside its parameters, and all that it told. */
export interface TestRun {
  job: JobContext;
  authorise: Authorise;
  steps: TestStep[];
  lines: string[];
  warnings: string[];
  cancel(): void;
}

/** A job that collects what it is told, under the policy of the place's settings; `onStep` may cancel it. */
export function startRun(
  place: { config: Pick<ConfigFile, 'current'> },
  onStep: (step: TestStep, run: TestRun) => void = () => undefined,
): TestRun {
  const controller = new AbortController();
  const steps: TestStep[] = [];
  const lines: string[] = [];
  const warnings: string[] = [];
  const job: JobContext = {
    signal: controller.signal,
    report: (step) => {
      const formatted = formatStep(step);
      steps.push(formatted);
      onStep(formatted, run);
    },
    log: (line) => void lines.push(line),
    warn: (sentence) => void warnings.push(formatMessage(sentence)),
  };
  const judge = createPolicyJudge(() => {
    const config = place.config.current();
    return { level: config.security_level, networkMode: config.network_mode, isLoopback: true, flags: config };
  });
  const authorise = judge.authoriseFor({ caller: 'program' });
  const run: TestRun = { job, authorise, steps, lines, warnings, cancel: () => controller.abort() };
  return run;
}
