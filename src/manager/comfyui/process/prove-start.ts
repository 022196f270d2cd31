import { join } from 'node:path';
import { orAborted } from '../../../base/async/abort';
import type { JobContext } from '../../../base/async/job';
import { ensureFolder } from '../../../base/files/files';
import { findFreePort } from '../../../base/http/free-port';
import { AppError } from '../../../contract/errors';
import type { Installation } from '../../../contract/installation';
import type { AppSettings } from '../../../contract/settings';
import { msg, packMessage, type Message, type MessageValue } from '../../../contract/text/message';
import { planLaunch } from '../arguments/launch-plan';
import { planTrial } from '../arguments/trial-plan';
import { createComfyLog } from '../output/comfy-log';
import { launchComfy, type ComfyRun } from './comfy-run';
import { hasLostPort, readEndCause, type EndCause } from './exit-verdict';
import type { ProcessMemo } from './previous-process';
import { endMarked, nameSession } from './escaped-processes';

/** A start on a port of this machine, beside whatever runs. */
export interface TrialStart {
  installation: Installation;
  interpreter: string;
  settings: AppSettings;
  /** A folder for what only the proof needs: ComfyUI writes its user data there. */
  proofDir: string;
  /** Names below `custom_nodes` to load, what is not named stays out; null: all that it loads anyway. */
  packs: readonly string[] | null;
  /** What a person gives their ComfyUI; none when left out. */
  variables?: Readonly<Record<string, string>>;
  /** Arguments that count before those of the person. */
  last?: readonly string[];
  /** A script with its arguments that starts `main.py`; Python does it itself when it is left out. */
  starter?: readonly string[];
  /** Where the process is noted down, so that the next start of a killed app ends it. */
  memo?: Pick<ProcessMemo, 'write' | 'erase'>;
}

/** What a start proved. */
export interface Proof {
  /** Packs that did not import, with the reason that ComfyUI told. */
  failedImports: readonly { name: string; reason: string }[];
}

/** The first start imports torch from a disk that has never read it; a slow one takes minutes. */
const longestStartMs = 10 * 60_000;
const graceMs = 3000;
const lastLineCount = 12;

/** Why it ended, and what can be done about it, where its output tells. */
function explainEnd(cause: EndCause | null, reason: string): { why: MessageValue; remedy: Message } {
  if (cause?.kind === 'no-graphics-card')
    return {
      why: msg`its torch cannot use a graphics card (${cause.error})`,
      remedy: msg`Add --cpu to the arguments of ComfyUI to compute on the processor, or install the driver of the card and choose a torch that was built for it. Nothing was put into place.`,
    };
  if (cause?.kind === 'pack')
    return {
      why: msg`the pack ${packMessage(cause.name)} ended it`,
      remedy: msg`Disable that pack, or look for a version of it that works there; the last lines of the output say more. Nothing was put into place.`,
    };
  return { why: reason, remedy: msg`The last lines of its output say more. Nothing was put into place.` };
}

function notProven(run: ComfyRun, cause: EndCause | null, reason: string): AppError {
  const lines = run.lastLines(lastLineCount);
  const { why, remedy } = explainEnd(cause, reason);
  return new AppError('verification-failed', msg`ComfyUI did not start in its new environment: ${why}.`, {
    remedy,
    details: { lines, output: lines.join('\n') },
  });
}

/** Resolves to null when it answers, else to the reason why it does not. */
async function waitUntilServed(run: ComfyRun, job: JobContext): Promise<string | null> {
  const timeout = AbortSignal.timeout(longestStartMs);
  const served = run.served.then(
    () => null,
    async () => (await run.ended).reason,
  );
  try {
    return await orAborted(orAborted(served, timeout), job.signal);
  } catch (error) {
    if (timeout.aborted && !job.signal.aborted) return 'it did not answer in ten minutes';
    throw error;
  }
}

/** Somebody may take a port between its choice and the moment that ComfyUI binds it; then it is another one. */
const portTries = 3;

/**
 * Starts a ComfyUI for real, on a port of this machine that nobody uses, waits until it answers or does not, has it looked at, and ends it with everything it
 * started. `problem` is null when it answers. Throws `comfyui-start-failed`, `cancelled`, and what `inspect` throws.
 */
export async function startTrial<T>(
  input: TrialStart,
  job: JobContext,
  inspect: (run: ComfyRun, problem: string | null) => Promise<T>,
): Promise<T> {
  for (let remaining = portTries - 1; ; remaining -= 1) {
    const tried = await startOnce(input, job, async (run, problem) =>
      problem !== null && remaining > 0 && hasLostPort(run) ? null : { found: await inspect(run, problem) },
    );
    if (tried !== null) return tried.found;
  }
}

async function startOnce<T>(
  input: TrialStart,
  job: JobContext,
  inspect: (run: ComfyRun, problem: string | null) => Promise<T>,
): Promise<T> {
  const { installation, interpreter, settings, proofDir, packs, variables = {}, last, starter = [], memo } = input;
  const userDir = join(proofDir, 'user');
  await ensureFolder(userDir);
  const port = await findFreePort('127.0.0.1');
  const planned = planTrial(await planLaunch({ ...installation, userDir }, settings), { packs, port, last });
  const plan = { ...planned, pythonOptions: [...planned.pythonOptions, ...starter] };
  const sessionFile = nameSession(proofDir);
  const output = createComfyLog();
  const stopListening = output.onLines((lines) => {
    for (const { text } of lines) job.log(text);
  });
  const { customNodesDir } = installation;
  const about = { interpreter, plan, variables, sessionFile, desktopDir: proofDir, customNodesDir };
  let run: ComfyRun | null = null;
  try {
    run = await launchComfy({ ...about, onPhase: () => undefined, log: output });
    await memo?.write(run.pid, sessionFile);
    return await inspect(run, await waitUntilServed(run, job));
  } finally {
    if (run !== null && !run.signal.aborted) await run.stop(graceMs);
    await run?.ended;
    await endMarked(sessionFile);
    await memo?.erase();
    stopListening();
    await output.close();
  }
}

/** Starts a ComfyUI as `startTrial` does, and proves that it answers. Throws `verification-failed`, `comfyui-start-failed`, `cancelled`. */
export async function proveStart(input: TrialStart, job: JobContext): Promise<Proof> {
  return startTrial(input, job, async (run, problem) => {
    if (problem !== null) {
      // One that only takes too long has not ended.
      const cause = run.signal.aborted ? readEndCause(run, await run.ended) : null;
      throw notProven(run, cause, problem);
    }
    return { failedImports: run.report.failures().map(({ name, msg: reason }) => ({ name, reason })) };
  });
}
