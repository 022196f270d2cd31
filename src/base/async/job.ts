import { AppError } from '../../contract/errors';
import { say } from '../../contract/text/said';

/** One step of a long job as people see it. Bytes are given only while something is downloaded. */
export interface JobStep {
  /** One to three words, e.g. `Downloading`. */
  phase: string;
  message?: string;
  bytesDone?: number;
  /** Left out when the other side does not say. */
  bytesTotal?: number;
}

/** What every long job takes beside its input: cancel, progress and the log of the task are parameters, not globals. */
export interface JobContext {
  signal: AbortSignal;
  report(step: JobStep): void;
  /** One line for the log of the task, without line end. */
  log(line: string): void;
  /** A sentence that a person must read although the job goes on: it is told with its outcome. */
  warn(sentence: string): void;
}

/** Throws `cancelled` when the job was cancelled; called between two steps. */
export function stopIfCancelled({ signal }: Pick<JobContext, 'signal'>): void {
  if (signal.aborted) throw new AppError('cancelled', say`Cancelled.`);
}

/** The same job without its cancel: for what must be brought to its end, and for cleaning up. */
export function withoutCancel(job: JobContext): JobContext {
  return { ...job, signal: new AbortController().signal };
}

/** A job that nobody watches. Without a signal nobody can cancel it either; `log` is where its lines go, if anywhere. */
export function unwatchedJob(
  signal: AbortSignal = new AbortController().signal,
  log: (line: string) => void = () => undefined,
): JobContext {
  return { signal, report: () => undefined, log, warn: log };
}
