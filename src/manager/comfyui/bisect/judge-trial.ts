import { setTimeout as wait } from 'node:timers/promises';
import type { BisectQuestion, BisectVerdict } from '../../../contract/operations/bisect';
import { readNodeClasses } from '../process/port-probe';
import { waitForReport } from '../process/wait-for-report';
import type { ComfyRun } from '../process/comfy-run';
import { hasLostPort } from '../process/exit-verdict';

/** `ask`: only a person can say. `again`: it asked to be started once more before it said anything, or somebody took its port. */
export type Judgement = BisectVerdict | 'ask' | 'again';

/** What comes up may fall at once: some threads of packs begin when ComfyUI serves. */
const settleMs = 1000;

type JudgedRun = Pick<ComfyRun, 'served' | 'ended' | 'signal' | 'report' | 'plan' | 'hasServed' | 'lastLines'>;

async function staysUp({ ended }: JudgedRun): Promise<boolean> {
  return Promise.race([ended.then(() => false), wait(settleMs, true, { ref: false })]);
}

function hasLoaded({ report }: JudgedRun, pack: string): boolean {
  return !report.failures().some(({ name }) => name === pack);
}

async function hasClass(run: JudgedRun, nodeClass: string): Promise<boolean> {
  try {
    return (await readNodeClasses(run.plan.baseUrl, run.signal)).has(nodeClass);
  } catch (error) {
    // What has ended meanwhile has no classes.
    if (run.signal.aborted) return false;
    throw error;
  }
}

async function isPackThere(run: JudgedRun, { pack, nodeClass }: BisectQuestion): Promise<boolean> {
  await waitForReport(run);
  if (!hasLoaded(run, pack ?? '')) return false;
  return nodeClass == null ? true : hasClass(run, nodeClass);
}

/** Judges a start by what is asked. Throws what the system says when a ComfyUI that serves cannot be asked. */
export async function judgeTrial(question: BisectQuestion, run: JudgedRun): Promise<Judgement> {
  const isServed = await run.served.then(
    () => true,
    () => false,
  );
  if (!isServed && ((await run.ended).asksRestart || hasLostPort(run))) return 'again';
  if (question.question === 'web-ui') return 'ask';
  if (!isServed) return 'bad';
  const isGood = question.question === 'start' ? await staysUp(run) : await isPackThere(run, question);
  return isGood ? 'good' : 'bad';
}
