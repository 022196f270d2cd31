import { cancelled } from '../../contract/errors';
import { type Message, type Sentence, formatMessage } from '../../contract/text/message';

/** One step of a long job as people see it. Bytes are given only while something is downloaded. */
export interface JobStep {
  /** One to three words, e.g. msg`Downloading`. */
  phase: Message;
  /** What the step is about: a name as it is, or a sentence. */
  message?: Sentence;
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
  warn(sentence: Sentence): void;
}

/** Throws `cancelled` when the job was cancelled; called between two steps. */
export function stopIfCancelled({ signal }: Pick<JobContext, 'signal'>): void {
  if (signal.aborted) throw cancelled();
}

/** Why a job is stopped that is gone on with later. A signal keeps its first reason, so it is this that learns of a cancel before the job has ended. */
class Suspension extends Error {
  isGivenUp = false;
}

/** Stops a job that is gone on with later: the app ends, or a person pauses it. */
export function suspend(abort: AbortController): void {
  abort.abort(new Suspension('Stopped, to be continued.'));
}

/** Stops a job for good, also one that is suspended and has not ended yet: what it has begun is of no use. */
export function giveUp(abort: AbortController): void {
  const reason: unknown = abort.signal.reason;
  if (reason instanceof Suspension) reason.isGivenUp = true;
  else abort.abort();
}

/** Whether a job was stopped for good. */
export function isGivenUp({ signal }: Pick<JobContext, 'signal'>): boolean {
  return signal.aborted && !(signal.reason instanceof Suspension && !signal.reason.isGivenUp);
}

/** A signal that nobody aborts: for work that needs one, and whose caller gives none. */
export function neverAborted(): AbortSignal {
  return new AbortController().signal;
}

/** The same job without its cancel: for what must be brought to its end, and for cleaning up. */
export function withoutCancel(job: JobContext): JobContext {
  return { ...job, signal: neverAborted() };
}

/** A job that nobody watches. Without a signal nobody can cancel it either; `log` is where its lines go, if anywhere. */
export function unwatchedJob(
  signal: AbortSignal = neverAborted(),
  log: (line: string) => void = () => undefined,
): JobContext {
  return { signal, report: () => undefined, log, warn: (sentence) => log(formatMessage(sentence)) };
}
