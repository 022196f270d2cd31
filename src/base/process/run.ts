import { execa, type Options } from 'execa';
import { spawn, spawnSync } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { Readable } from 'node:stream';
import { AppError, cancelled } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { collectOutputs } from '../text/output-lines';
import { plainLine } from '../text/plain-line';
import { endWithApp } from './end-with-app';
import { findProgram } from './program-path';

export interface RunOptions {
  cwd?: string;
  /** Added to the cleaned environment of this process; `undefined` removes a name. */
  env?: Record<string, string | undefined>;
  signal?: AbortSignal;
  /** Each line of stdout and stderr as it comes, without line ends; a progress bar counts as its last state. */
  onLine?: (line: string) => void;
  timeoutMs?: number;
  /** Exit codes that are an answer and not a failure; 0 always is. */
  expectedCodes?: readonly number[];
  /** It gives way to everything else that wants the processor: nobody's keys and frames wait for it. */
  isCalm?: boolean;
}

interface StartOptions extends Pick<RunOptions, 'cwd' | 'env'> {
  stdin: 'ignore' | 'pipe';
}

/** Outputs keep their last 8 MiB each; a program that prints more goes on and loses only the beginning. */
export interface RunResult {
  stdout: string;
  stderr: string;
  exitCode: number;
}

/** Names that are not for children: those that would bind another Python than the installation's own (decision 25), and the file of our own AppImage. */
const notForChildren = [
  'PYTHONHOME',
  'PYTHONPATH',
  'VIRTUAL_ENV',
  'CONDA_PREFIX',
  'CONDA_DEFAULT_ENV',
  '__PYVENV_LAUNCHER__',
  'APPIMAGE',
];
/** Time a program has to undo half-done work (pip rolls back, git removes its lock files) before it is killed. */
const graceMs = 2000;
/** Time the outputs may stay open after the program has ended; only a child that left the process group can hold them. */
const drainMs = 500;

let overlay: Readonly<Record<string, string>> = {};

/**
 * Lays variables over the environment of every child started from now on; answers its undo. One overlay at a time, and `main/` alone
 * sets it: while the demo is open, git, pip and uv must read its home and caches instead of the person's. It is kept here, and not
 * handed down through the core, because which home a child has is a fact of this process like `process.env` itself: no room decides
 * anything by it, and a room that forgot to pass it on would write into the person's own home.
 */
export function overlayEnvironment(variables: Readonly<Record<string, string>>): () => void {
  overlay = variables;
  return () => {
    if (overlay === variables) overlay = {};
  };
}

/** The environment for child processes: the user's own under the overlay, without what would bind another Python, Electron's node mode or an AppImage. */
export function cleanEnvironment(extra: Record<string, string | undefined> = {}): Record<string, string> {
  const merged: Record<string, string | undefined> = { ...process.env, ELECTRON_RUN_AS_NODE: undefined };
  for (const name of notForChildren) merged[name] = undefined;
  Object.assign(merged, overlay, extra);
  return Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/**
 * Starts a program that outlives this process; nobody hears of it again. Without `env` it gets our whole environment. Throws what the system says when it
 * cannot be started.
 */
export async function startDetached(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<void> {
  const path = findProgram(program, options.env ?? process.env);
  const child = spawn(path, args, { ...options, detached: true, stdio: 'ignore' });
  await new Promise<void>((done, reject) => child.once('spawn', done).once('error', reject));
  child.unref();
}

/**
 * Starts a program that outlives this process, and answers when it has printed its first line, or its exit code when it has ended before. What it says to its
 * stderr is added to the open file `log`. Throws what the system says when it cannot be started.
 */
export async function startService(
  program: string,
  args: readonly string[],
  log: number | null,
): Promise<number | null> {
  const child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', log ?? 'ignore'] });
  const exitCode = await new Promise<number | null>((done, reject) => {
    child.once('error', reject).once('exit', done);
    child.stdout?.once('data', () => done(null));
  });
  child.stdout?.destroy();
  child.unref();
  return exitCode;
}

/**
 * Runs a program and does nothing else until it has ended: only for what answers in a few milliseconds and is needed in the same turn. Answers what it
 * printed; null when it failed or took longer.
 */
export function runAtOnce(
  program: string,
  args: readonly string[],
  { env, timeoutMs }: { env: Record<string, string>; timeoutMs: number },
): string | null {
  const { status, stdout } = spawnSync(findProgram(program, env), args, {
    ...{ env: cleanEnvironment(env), timeout: timeoutMs, killSignal: 'SIGKILL' },
    ...{ encoding: 'utf8', maxBuffer: 64 << 20, windowsHide: true, stdio: ['ignore', 'pipe', 'ignore'] },
  });
  return status === 0 ? stdout : null;
}

/** The last lines of an output: what a person needs to see of a failure. */
export function lastLines(text: string, count = 12): string {
  return text.trimEnd().split(/\r?\n/).slice(-count).map(plainLine).join('\n');
}

/** Signals a program started by `startTree` and everything that it started in its turn. On Windows every signal ends the tree at once. */
export function signalTree(pid: number, signal: 'SIGINT' | 'SIGKILL'): void {
  if (process.platform === 'win32') {
    // Console programs cannot be asked on Windows; /F ends the tree at once.
    const path = findProgram('taskkill', process.env);
    spawn(path, ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    // The child leads its own process group (`detached`), so its children die with it.
    process.kill(-pid, signal);
  } catch {
    // The process has ended already.
  }
}

function describeFailure(program: string, reason: string, about: { output: string; exitCode?: number }): AppError {
  const tail = lastLines(about.output);
  return new AppError('command-failed', msg`\`${program}\` failed: ${reason}.${tail ? `\n${tail}` : ''}`, {
    remedy: msg`The whole output is in the log of the task.`,
    details: { program, reason, exitCode: about.exitCode, output: lastLines(about.output, 60) },
  });
}

function describeStartFailure(result: { code?: string; message: string }, cwd?: string): string {
  if (/\bcwd\b/.test(result.message)) return `its working folder ${cwd ?? ''} does not exist`;
  if (result.code === 'ENOENT') return 'there is no such program';
  if (result.code === 'EACCES') return 'it may not be executed';
  return `it could not be started (${result.message})`;
}

/** Before the program has threads, which take its priority over. */
function giveWay(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or this system lets nobody do so.
  }
}

type Stop = (reason: 'cancelled' | 'timeout') => void;

/** Ends the tree on abort or when the time is up: asked first, killed after the grace time. */
function superviseTree(pid: number | undefined, options: RunOptions): { reason(): string | null; release(): void } {
  let reason: string | null = null;
  let killTimer: NodeJS.Timeout | undefined;
  const stop: Stop = (why) => {
    if (pid === undefined || reason !== null) return;
    reason = why;
    signalTree(pid, 'SIGINT');
    killTimer = setTimeout(() => {
      signalTree(pid, 'SIGKILL');
    }, graceMs);
  };
  const onAbort = () => {
    stop('cancelled');
  };
  const onTimeout = () => {
    stop('timeout');
  };
  const timer = options.timeoutMs === undefined ? undefined : setTimeout(onTimeout, options.timeoutMs);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  return {
    reason: () => reason,
    release: () => {
      clearTimeout(timer);
      clearTimeout(killTimer);
      options.signal?.removeEventListener('abort', onAbort);
    },
  };
}

/** What a program leaves running in its group ends with it; its outputs are then closed even when something still holds them. */
function endStragglers(pid: number | undefined, outputs: readonly Readable[]): void {
  // On Windows the tree cannot be found any more once its head is gone.
  if (pid !== undefined && process.platform !== 'win32') signalTree(pid, 'SIGKILL');
  setTimeout(() => {
    for (const output of outputs) output.destroy();
  }, drainMs).unref();
}

/** How a program ended, as execa tells it. */
export interface Ended {
  exitCode?: number;
  signal?: string;
  code?: string;
  originalMessage?: string;
}

/** Why a finished run counts as failed, or null. */
export function reasonOfFailure(
  ended: Ended,
  about: { isStarted: boolean; isTimedOut: boolean; options: RunOptions },
): string | null {
  const { options } = about;
  if (!about.isStarted)
    return describeStartFailure({ code: ended.code, message: ended.originalMessage ?? '' }, options.cwd);
  if (about.isTimedOut) return `it was still running after ${(options.timeoutMs ?? 0) / 1000} s and was ended`;
  const { exitCode } = ended;
  if (exitCode === undefined) return `it was ended by ${ended.signal ?? 'the system'}`;
  return exitCode === 0 || options.expectedCodes?.includes(exitCode) ? null : `exit code ${exitCode}`;
}

/**
 * Starts a program with an argument array, never through a shell, at the head of a process group of its own. What it leaves running
 * behind it ends with it. Never throws: a program that could not be started has no pid, and awaiting it tells why.
 */
export function startTree(program: string, args: readonly string[], options: StartOptions) {
  const env = cleanEnvironment(options.env);
  const settings = {
    cwd: options.cwd,
    env,
    extendEnv: false,
    reject: false,
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdin: options.stdin,
    buffer: false,
  } as const satisfies Options;
  const child = execa(findProgram(program, env), [...args], settings);
  child.once('exit', () => {
    endStragglers(child.pid, [child.stdout, child.stderr]);
  });
  return child;
}

/**
 * Runs a program with an argument array, never through a shell. The whole process tree ends when `signal` aborts, the time is up, or this
 * process ends or is killed, and what a program leaves running behind it ends with it. Throws `cancelled` on abort, `command-failed` otherwise (with the last
 * lines of output in the message; `reason`, `exitCode` and `output` in the details).
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  if (options.signal?.aborted) throw cancelled();
  const child = startTree(program, args, { ...options, stdin: 'ignore' });
  const release = endWithApp(child.pid);
  if (options.isCalm === true) giveWay(child.pid);
  const outputs = collectOutputs(child, { onLine: options.onLine });
  const tree = superviseTree(child.pid, options);
  try {
    const ended: Ended = await child;
    if (options.signal?.aborted) throw cancelled();
    const about = { isStarted: child.pid !== undefined, isTimedOut: tree.reason() === 'timeout', options };
    const reason = reasonOfFailure(ended, about);
    const { exitCode = 0 } = ended;
    if (reason !== null)
      throw describeFailure(program, reason, { output: outputs.all.text(), exitCode: ended.exitCode });
    return { stdout: outputs.stdout.text(), stderr: outputs.stderr.text(), exitCode };
  } finally {
    tree.release();
    release();
  }
}
