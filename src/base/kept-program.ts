import { collectOutputs } from './output-lines';
import { lastLines, reasonOfFailure, signalTree, startTree, type Ended } from './run';

/** How a program that was meant to stay came to its end. */
export interface ProgramEnd {
  /** In words, e.g. `exit code 1` or `there is no such program`. */
  reason: string;
  /** The last lines of both outputs. */
  output: string;
}

/** A program that runs beside the app until it is stopped. */
export interface KeptProgram {
  /** Resolves when it has ended, stopped or by itself; never rejects. */
  ended: Promise<ProgramEnd>;
  /** Closes its stdin, which asks it to end; kills it and everything it started when it is still there after `graceMs`. */
  stop: (graceMs: number) => Promise<void>;
}

export interface KeepOptions {
  cwd?: string;
  /** Each line as it comes, without line end. */
  onLine: (line: string, from: 'stdout' | 'stderr') => void;
}

/**
 * Starts a program that ends when its stdin closes. The system closes it however this app ends, so that the program cannot outlive
 * it. Never throws: a program that could not be started has ended at once.
 */
export function keepProgram(program: string, args: readonly string[], { cwd, onLine }: KeepOptions): KeptProgram {
  const child = startTree(program, args, { cwd, stdin: 'pipe' });
  const outputs = collectOutputs(child, onLine);
  // Writing the end of stdin to a program that is gone already is no failure.
  child.stdin?.on('error', () => undefined);

  async function waitForEnd(): Promise<ProgramEnd> {
    const ended: Ended = await child;
    const about = { isStarted: child.pid !== undefined, isTimedOut: false, options: { cwd } };
    return { reason: reasonOfFailure(ended, about) ?? 'it ended by itself', output: lastLines(outputs.all.text(), 40) };
  }

  const ended = waitForEnd();
  return {
    ended,
    async stop(graceMs) {
      const { pid } = child;
      child.stdin?.end();
      const timer = setTimeout(() => {
        if (pid !== undefined) signalTree(pid, 'SIGKILL');
      }, graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
