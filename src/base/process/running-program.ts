import { collectOutputs } from '../text/output-lines';
import { lastLines, reasonOfFailure, signalTree, startTree, type Ended } from './run';

/** How a program that was meant to stay came to its end. */
export interface ProgramEnd {
  /** In words, e.g. `exit code 1` or `there is no such program`. */
  reason: string;
  /** The last lines of both outputs. */
  output: string;
  /** Null when it was ended by a signal or could not be started. */
  exitCode: number | null;
  signal: string | null;
}

/** A program that runs beside the app until it is stopped. */
export interface RunningProgram {
  /** Its process id, which is also the id of its process group (not on Windows); undefined when it could not be started. */
  pid: number | undefined;
  /** Resolves when it has ended, stopped or by itself; never rejects. */
  ended: Promise<ProgramEnd>;
  /** Asks it to end; kills it and everything it started when it is still there after `graceMs`. */
  stop: (graceMs: number) => Promise<void>;
}

export interface KeepOptions {
  cwd?: string;
  /** Added to the cleaned environment of this process; `undefined` removes a name. */
  env?: Record<string, string | undefined>;
  /**
   * How it is asked to end. `stdin`: by closing its stdin; the system closes it however this app ends, so a program that listens
   * cannot outlive it. `interrupt`: by SIGINT to it and what it started, as Ctrl+C does; its stdin is empty. Windows has no such
   * question for a program without a console: there it is ended at once.
   */
  askBy?: 'stdin' | 'interrupt';
  /** Each line as it comes, without line end. */
  onLine: (line: string, from: 'stdout' | 'stderr') => void;
  /** A progress bar that goes on is a line each time this has passed; left out, only its last state is one. */
  barEveryMs?: number;
}

/** How much of each output is kept for the last lines; what came before has been handed on. */
const maxOutputBytes = 64 * 1024;

/** Starts a program and stays with it. Never throws: a program that could not be started has ended at once. */
export function keepProgram(program: string, args: readonly string[], options: KeepOptions): RunningProgram {
  const { cwd, env, askBy = 'stdin', onLine, barEveryMs } = options;
  const child = startTree(program, args, { cwd, env, stdin: askBy === 'stdin' ? 'pipe' : 'ignore' });
  const { pid } = child;
  const outputs = collectOutputs(child, { onLine, maxBytes: maxOutputBytes, barEveryMs });
  // Writing the end of stdin to a program that is gone already is no failure.
  child.stdin?.on('error', () => undefined);

  async function waitForEnd(): Promise<ProgramEnd> {
    const ended: Ended = await child;
    const about = { isStarted: pid !== undefined, isTimedOut: false, options: { cwd } };
    return {
      reason: reasonOfFailure(ended, about) ?? 'it ended by itself',
      output: lastLines(outputs.all.text(), 40),
      exitCode: ended.exitCode ?? null,
      signal: ended.signal ?? null,
    };
  }

  const ended = waitForEnd();
  return {
    pid,
    ended,
    async stop(graceMs) {
      if (askBy === 'stdin') child.stdin?.end();
      else if (pid !== undefined && child.exitCode === null && child.signalCode === null) signalTree(pid, 'SIGINT');
      const timer = setTimeout(() => {
        if (pid !== undefined) signalTree(pid, 'SIGKILL');
      }, graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
