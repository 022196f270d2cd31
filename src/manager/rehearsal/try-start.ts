import { join } from 'node:path';
import { stopIfCancelled, type JobContext } from '../../base/async/job';
import { toAppError } from '../../contract/errors';
import { msg, type Sentence } from '../../contract/text/message';
import type { ComfyRun } from '../comfyui/process/comfy-run';
import { readNodeClasses } from '../comfyui/process/port-probe';
import { startTrial } from '../comfyui/process/prove-start';
import { suspectsOf } from '../comfyui/process/suspects';
import { waitForReport } from '../comfyui/process/wait-for-report';
import type { StartFacts } from './judge-start';
import type { Trial } from './rehearsal-context';

/** What one start showed. */
export type TriedStart =
  | ({ kind: 'served' } & StartFacts)
  /** `suspects`: names below `custom_nodes`, the likeliest first. */
  | { kind: 'ended'; reason: Sentence; suspects: readonly string[] };

/** Options that would lead a start to what is a person's; each counts where ComfyUI knows it. */
function lastArguments({ folders, flags }: Trial): string[] {
  const { base, proofDir } = folders;
  const wanted: [string, string][] = [
    ['--base-directory', base],
    ['--user-directory', join(proofDir, 'user')],
    ['--output-directory', join(base, 'output')],
    ['--input-directory', join(base, 'input')],
    ['--temp-directory', base],
    ['--database-url', `sqlite:///${join(proofDir, 'user', 'comfyui.db').replaceAll('\\', '/')}`],
  ];
  return wanted.flatMap((pair) => (flags.includes(pair[0]) ? pair : []));
}

/** What a start must not do to the environment: caches of Python would be new files in it, and some packs install their packages as they are loaded. */
const unchanging = { PYTHONDONTWRITEBYTECODE: '1', PIP_DRY_RUN: '1' };

/** The exception; what follows is its traceback, which is in the log of the task. */
const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** The node classes, or why ComfyUI does not tell them. */
async function readClasses(run: ComfyRun): Promise<Pick<StartFacts, 'classes'> | { reason: Sentence }> {
  try {
    return { classes: await readNodeClasses(run.plan.baseUrl, run.signal) };
  } catch (error) {
    if (run.signal.aborted) throw error;
    return { reason: msg`The list of node classes cannot be read: ${toAppError(error).words.message}` };
  }
}

async function inspect(run: ComfyRun, problem: string | null): Promise<TriedStart & { asksRestart: boolean }> {
  if (problem !== null) {
    const asksRestart = run.signal.aborted && (await run.ended).asksRestart;
    return { kind: 'ended', reason: problem, suspects: suspectsOf(run), asksRestart };
  }
  await waitForReport(run);
  const classes = await readClasses(run);
  // One class that cannot be told spoils the list of all: the web UI would be empty.
  if ('reason' in classes) return { kind: 'ended', reason: classes.reason, suspects: [], asksRestart: false };
  const failures = new Map(run.report.failures().map(({ name, msg: reason }) => [name, firstLine(reason)] as const));
  return { kind: 'served', failures, classes: classes.classes, asksRestart: false };
}

/**
 * Starts ComfyUI with what is staged, and says what it loaded. A pack may ask for one restart. Throws `comfyui-start-failed`, `cancelled`.
 *
 * @param siteDir Packages that count before those of the environment; need not exist.
 */
export async function tryStart(trial: Trial, siteDir: string, job: JobContext): Promise<TriedStart> {
  const { context, folders, interpreter, memo } = trial;
  const { installation, settings, variables } = context;
  const { customNodesDir, proofDir, starter } = folders;
  const input = {
    installation: { ...installation, customNodesDir },
    ...{ interpreter, proofDir, memo, packs: null, last: lastArguments(trial) },
    settings: { ...settings, 'comfyui.port': 0 },
    variables: { ...variables(), ...unchanging },
    starter: [starter, siteDir],
  };
  const first = await startTrial(input, job, inspect);
  stopIfCancelled(job);
  return first.asksRestart ? startTrial(input, job, inspect) : first;
}
