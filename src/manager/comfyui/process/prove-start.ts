import { join } from 'node:path';
import { orAborted } from '../../../base/async/abort';
import type { JobContext } from '../../../base/async/job';
import { ensureFolder } from '../../../base/files/files';
import { findFreePort } from '../../../base/http/free-port';
import { AppError } from '../../../contract/errors';
import type { Installation } from '../../../contract/installation';
import type { AppSettings } from '../../../contract/settings';
import { say } from '../../../contract/text/said';
import { planLaunch } from '../arguments/launch-plan';
import { planTrial } from '../arguments/trial-plan';
import { createComfyLog } from '../output/comfy-log';
import { launchComfy, type ComfyRun } from './comfy-run';
import { endMarked, nameSession } from './escaped-processes';

export interface ProofInput {
  installation: Installation;
  interpreter: string;
  settings: AppSettings;
  /** A folder for what only the proof needs: ComfyUI writes its user data there. */
  proofDir: string;
  /** Names below `custom_nodes` to load, what is not named stays out; null: all that it loads anyway. */
  packs: readonly string[] | null;
  /** What a person gives their ComfyUI; none when left out. */
  variables?: Readonly<Record<string, string>>;
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

function notProven(reason: string, lines: readonly string[]): AppError {
  return new AppError('verification-failed', say`ComfyUI did not start in its new environment: ${reason}.`, {
    remedy: say`The last lines of its output say more. Nothing was put into place.`,
    details: { lines, output: lines.join('\n') },
  });
}

async function waitUntilServed(run: ComfyRun, job: JobContext): Promise<void> {
  const timeout = AbortSignal.timeout(longestStartMs);
  const served = run.served.catch(async () => {
    const { reason } = await run.ended;
    throw notProven(reason, run.lastLines(lastLineCount));
  });
  try {
    await orAborted(orAborted(served, timeout), job.signal);
  } catch (error) {
    const isLate = timeout.aborted && !job.signal.aborted;
    throw isLate ? notProven('it did not answer in ten minutes', run.lastLines(lastLineCount)) : error;
  }
}

/**
 * Starts a ComfyUI for real, on a port of this machine that nobody uses, waits until it answers, and ends it with everything it started. Throws
 * `verification-failed`, `comfyui-start-failed`, `cancelled`.
 */
export async function proveStart(input: ProofInput, job: JobContext): Promise<Proof> {
  const { installation, interpreter, settings, proofDir, packs, variables = {} } = input;
  const userDir = join(proofDir, 'user');
  await ensureFolder(userDir);
  const port = await findFreePort('127.0.0.1');
  const plan = planTrial(await planLaunch({ ...installation, userDir }, settings), { packs, port });
  const sessionFile = nameSession(proofDir);
  const output = createComfyLog();
  const stopListening = output.onLines((lines) => {
    for (const { text } of lines) job.log(text);
  });
  const { customNodesDir } = installation;
  let run: ComfyRun | null = null;
  try {
    const onPhase = () => undefined;
    run = await launchComfy({
      interpreter,
      plan,
      variables,
      sessionFile,
      desktopDir: proofDir,
      customNodesDir,
      onPhase,
      log: output,
    });
    await waitUntilServed(run, job);
    return { failedImports: run.report.failures().map(({ name, msg }) => ({ name, reason: msg })) };
  } finally {
    if (run !== null && !run.signal.aborted) await run.stop(graceMs);
    await run?.ended;
    await endMarked(sessionFile);
    stopListening();
    await output.close();
  }
}
