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
}
