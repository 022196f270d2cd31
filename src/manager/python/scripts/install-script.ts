import { join } from 'node:path';
import { AppError } from '../../../contract/errors';
import { msg, joinMessages, packMessage } from '../../../contract/text/message';
import type { Installation } from '../../../contract/installation';
import type { AppSettings } from '../../../contract/settings';
import type { JobContext } from '../../../base/async/job';
import { redactSecrets } from '../../../base/log';
import { lastLines, runProgram } from '../../../base/process/run';
import { plainLine } from '../../../base/text/plain-line';
import { hasPip, type PythonEnvironment } from '../environment/environment';
import { isProgram } from '../environment/python-files';
import { findShippedPip } from '../making/shipped-pip';
import { scriptVariables, toolVariables } from '../environment/tool';

/** Whether a pack brings an install.py. */
export async function hasInstallScript(packDir: string): Promise<boolean> {
  return isProgram(join(packDir, 'install.py'));
}

function explainFailure(error: AppError, packName: string): AppError {
  const { exitCode, reason, output } = error.details;
  const last = typeof output === 'string' ? redactSecrets(lastLines(output.trim(), 1)) : '';
  const words = last === '' ? '' : msg`Its last output was: ${last}`;
  const why = typeof exitCode === 'number' ? msg`exit code ${exitCode}` : String(reason);
  const end = msg`install.py failed: ${why}`;
  return new AppError(
    'install-script-failed',
    joinMessages([msg`The install.py of "${packMessage(packName)}" failed: ${why}.`, words]),
    {
      remedy: msg`Read the log of the task; what the script needs is often named in its last lines.`,
      shortCause: last === '' ? end : msg`${last} · ${end}`,
      cause: error,
    },
  );
}

export interface ScriptRun {
  packDir: string;
  packName: string;
  environment: PythonEnvironment;
  installation: Installation;
  settings: AppSettings;
  /** The git the user configured; empty for the one on PATH. */
  gitProgram: string;
  timeoutMs: number;
}

/** How a Python says that it has no pip. */
const noPip = /\bNo module named '?pip\b/;

/** Packs install by `python -m pip`, which an environment that uv fills need not have: it is lent the pip of its Python, and nothing is installed for that. */
async function lendPip({ interpreter, sitePackagesDirs }: PythonEnvironment, { signal }: JobContext) {
  if (await hasPip({ sitePackagesDirs })) return {};
  const wheel = await findShippedPip(interpreter, signal);
  return wheel === null ? {} : { PYTHONPATH: wheel };
}

/** A failure in words, as a script prints that goes on after it; counts of none are none. What pip says of conflicts is judged by the packages themselves. */
const failure =
  /^\s*\[?(?:error|fatal)\b(?!: pip's dependency resolver)|(?<!\b(?:0|no|none|not|never|nothing)\s+)\bfailed\b(?!\W*0\b)/iu;
const tracebackStart = /^\s*Traceback \(most recent call last\):/u;
const endLines = 2;
const mostTold = 600;

/** Hears what a script prints: `told` is the failure that it told of last and went on after, with the lines at its end; empty where it told of none. */
function hearFailure() {
  let [said, isInTraceback] = ['', false];
  const last: string[] = [];
  return {
    hear(line: string): void {
      // The first line that is not moved to the right names the error.
      if (tracebackStart.test(line)) isInTraceback = true;
      else if (isInTraceback && !/^\s/u.test(line)) [said, isInTraceback] = [line, false];
      else if (failure.test(line.slice(0, mostTold))) said = line;
      if (line.trim() !== '') last.push(line);
      if (last.length > endLines) last.shift();
    },
    told: (): string =>
      said === '' && !isInTraceback ? '' : [...new Set([said, ...last])].filter(Boolean).join(' · '),
  };
}

/** Says what a script printed that its end did not tell. */
function warnOfPrinted(
  { packName }: Pick<ScriptRun, 'packName'>,
  { told, isLackingPip }: { told: string; isLackingPip: boolean },
  job: JobContext,
): void {
  if (told !== '' && !isLackingPip)
    job.warn(
      msg`The install.py of "${packMessage(packName)}" ended without an error, but told of one: ${plainLine(told).slice(0, mostTold)}. Whether the pack loads shows at the next start of ComfyUI.`,
    );
  if (isLackingPip)
    job.warn(
      msg`The install.py of "${packMessage(packName)}" looked for pip, which this Python does not have, so what it wanted to install may be missing.`,
    );
}

/** Runs a pack's install.py in its folder with the interpreter of ComfyUI (docs/reference/on-disk.md 14). Throws `install-script-failed`, `cancelled`. */
export async function runPackScript(run: ScriptRun, job: JobContext): Promise<void> {
  const { environment, installation } = run;
  job.report({ phase: msg`Running install.py` });
  const isolation = environment.isEmbedded ? ['-s'] : [];
  const seen = { noPip: false };
  const heard = hearFailure();
  try {
    await runProgram(environment.interpreter, [...isolation, 'install.py'], {
      cwd: run.packDir,
      env: {
        ...environment.variables?.(),
        // What it installs comes from where all the rest comes from.
        ...toolVariables(run.settings),
        ...scriptVariables(environment.interpreter),
        ...(await lendPip(environment, job)),
        COMFYUI_PATH: installation.comfyDir ?? installation.baseDir,
        COMFYUI_FOLDERS_BASE_PATH: installation.baseDir,
        ...(run.gitProgram === '' ? {} : { GIT_EXE_PATH: run.gitProgram }),
      },
      signal: job.signal,
      timeoutMs: run.timeoutMs,
      onLine: (line) => {
        seen.noPip ||= noPip.test(line);
        heard.hear(redactSecrets(line));
        job.log(redactSecrets(line));
      },
    });
  } catch (error) {
    if (error instanceof AppError && error.code === 'command-failed') throw explainFailure(error, run.packName);
    throw error;
  }
  warnOfPrinted(run, { told: heard.told(), isLackingPip: seen.noPip }, job);
}
