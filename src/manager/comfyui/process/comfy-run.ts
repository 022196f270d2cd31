import { basename, dirname } from 'node:path';
import { listNames, pathExists } from '../../../base/files/files';
import { removeInside } from '../../../base/files/move-files';
import { keepProgram, type RunningProgram } from '../../../base/process/running-program';
import { findListeningProgram } from '../../../base/process/port-holder';
import { AppError } from '../../../contract/errors';
import { msg, type Message } from '../../../contract/text/message';
import type { ComfyLog } from '../output/comfy-log';
import { blindWatch, prepareImportWatch, type LastWords } from '../output/import-watch';
import type { LaunchPlan } from '../arguments/launch-plan';
import { createPackOfLine } from '../output/pack-of-line';
import { hostOf, waitForAnswer, type PortAnswer } from './port-probe';
import { endEscapedProcesses, findEscapedProcesses, readFamily, sessionVariable } from './escaped-processes';
import { createRunOutput, type RunOutput } from '../output/run-output';
import type { StartupReport } from '../output/startup-report';

/** How one run of ComfyUI ended. */
export interface RunEnd {
  exitCode: number | null;
  signal: string | null;
  /** In words. */
  reason: string;
  /** ComfyUI ended itself to be started again (docs/reference/on-disk.md 18). */
  asksRestart: boolean;
}

/** One ComfyUI process, from its start to its end; it stays readable afterwards. */
export interface ComfyRun {
  pid: number;
  startedAt: string;
  plan: LaunchPlan;
  report: StartupReport;
  /** Resolves when it answers on its port; rejects when it ended before. */
  served: Promise<void>;
  /** Never rejects. */
  ended: Promise<RunEnd>;
  /** Aborts when it has ended. */
  signal: AbortSignal;
  hasServed(): boolean;
  lastLines(count: number): string[];
  /** The pack whose import takes long right now: its name below `custom_nodes`. */
  importing(): string | null;
  /** What is unusual about it, one sentence; null while nothing is. */
  notice(): Message | null;
  /** Known once it has ended. */
  lastWords(): LastWords;
  /** Asks it to end, kills its tree after `graceMs`; what left its process group ends as well. */
  stop(graceMs: number): Promise<void>;
}

interface LaunchOptions {
  interpreter: string;
  plan: LaunchPlan;
  /** What a person gave it; none when left out. */
  variables?: Readonly<Record<string, string>>;
  /** What `__COMFY_CLI_SESSION__` names; ComfyUI asks for a restart by the file of this name with `.reboot` behind it. */
  sessionFile: string;
  /** Called when the start has got further, or when something unusual is known of it. */
  onPhase: () => void;
  log: ComfyLog;
  /** Our own folder. */
  desktopDir: string;
  customNodesDir: string;
  /** From when on an import takes long; 10 s when left out. */
  slowImportMs?: number;
}

/** A progress bar of a workflow is followed this often. */
const barEveryMs = 2000;

const restartFileOf = (sessionFile: string) => `${sessionFile}.reboot`;

async function takeRestartFile(sessionFile: string): Promise<boolean> {
  const file = restartFileOf(sessionFile);
  const isThere = await pathExists(file);
  if (isThere) await removeInside(dirname(file), basename(file));
  return isThere;
}

/**
 * Whether what answers on the port is this run, and not somebody else who took the port: ComfyUI prints where it serves only once it has bound it.
 * Where it prints nothing of that, the port must be held by its process or by what that started (on Windows an environment's Python is a launcher).
 */
async function isThisRun(
  { kind }: PortAnswer,
  pid: number,
  { plan, report }: Pick<ComfyRun, 'plan' | 'report'>,
): Promise<boolean> {
  if (kind !== 'comfyui' && !(plan.hasOwnTls && kind === 'other')) return false;
  if (report.phase() === 'serving') return true;
  const holder = await findListeningProgram(plan.port, hostOf(plan.baseUrl));
  return holder?.pid != null && (await readFamily(pid)).has(holder.pid);
}

interface EndOptions {
  program: RunningProgram;
  sessionFile: string;
  output: RunOutput;
}

async function awaitEnd({ program, sessionFile, output }: EndOptions): Promise<RunEnd> {
  const { exitCode, signal, reason } = await program.ended;
  await output.close();
  output.note(`ComfyUI has ended: ${reason}.`);
  const asksRestart = exitCode === 0 && (await takeRestartFile(sessionFile).catch(() => false));
  return { exitCode, signal, reason, asksRestart };
}

async function stopTree(program: RunningProgram, pid: number, graceMs: number): Promise<void> {
  const escaped = await findEscapedProcesses(pid);
  await program.stop(graceMs);
  await endEscapedProcesses(escaped);
}

/** The output is read knowing which packs there are to be imported. */
async function prepareOutput(options: LaunchOptions) {
  const { interpreter, log, desktopDir, customNodesDir, onPhase, slowImportMs } = options;
  const [names, watch] = await Promise.all([
    listNames(customNodesDir),
    // ComfyUI starts all the same; less is known of its start.
    prepareImportWatch({ interpreter, desktopDir, customNodesDir }).catch(() => blindWatch),
  ]);
  const output = createRunOutput({ log, watch, packOf: createPackOfLine(names), onNews: onPhase, slowImportMs });
  return { output, env: watch.env };
}

function startFailed(interpreter: string, reason: string): AppError {
  return new AppError('comfyui-start-failed', msg`ComfyUI could not be started with ${interpreter}: ${reason}.`, {
    remedy: msg`Check the interpreter in the setting python.interpreter, or repair the environment of this ComfyUI.`,
  });
}

/**
 * Starts ComfyUI with the installation's interpreter, in its folder. Throws `comfyui-start-failed` when the program could not be
 * started at all; what happens later is told by the run.
 */
export async function launchComfy(options: LaunchOptions): Promise<ComfyRun> {
  const { interpreter, plan, variables = {}, sessionFile } = options;
  await takeRestartFile(sessionFile);
  const { output, env } = await prepareOutput(options);
  const { report } = output;
  const args = [...plan.pythonOptions, 'main.py', ...plan.argv];
  output.note(`ComfyUI is started: ${[interpreter, ...args].join(' ')}`);
  const program = keepProgram(interpreter, args, {
    cwd: plan.comfyDir,
    // UTF-8 on every system: a pack that prints a sign its code page lacks would fail only because nobody looks at a console.
    env: { ...variables, [sessionVariable]: sessionFile, PYTHONIOENCODING: 'utf-8:replace', ...env },
    askBy: 'interrupt',
    barEveryMs,
    onLine: (line, from) => output.add(line, from),
  });
  const { pid } = program;
  const over = new AbortController();
  const ended = awaitEnd({ program, sessionFile, output }).finally(() => {
    over.abort();
  });
  if (pid === undefined) throw startFailed(interpreter, (await ended).reason);
  let hasServed = false;
  const isOurs = (answer: PortAnswer) => isThisRun(answer, pid, { plan, report });
  const served = waitForAnswer(plan.baseUrl, isOurs, over.signal).then(() => {
    hasServed = true;
    output.noteServed();
  });
  // Who waits for it gets the rejection; this keeps it from counting as unhandled when nobody does.
  served.catch(() => undefined);
  return {
    ...{ pid, plan, report, served, ended },
    startedAt: new Date().toISOString(),
    signal: over.signal,
    hasServed: () => hasServed,
    lastLines: (count) => output.lastLines(count),
    importing: () => output.importing(),
    notice: () => output.notice(),
    lastWords: () => output.lastWords(),
    stop: (graceMs) => stopTree(program, pid, graceMs),
  };
}
