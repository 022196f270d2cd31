import { unwatchedJob, type JobContext } from '../../../base/async/job';
import { AppError } from '../../../contract/errors';

/** Work that nobody cancels, but that must not go on for ever. */
export interface LimitedJob {
  /** Throws `download-stalled` when the time is up. */
  run<T>(work: (job: JobContext) => Promise<T>): Promise<T>;
}

/** Makes a job that ends by itself after `limitMs`, its processes with it. */
export function limitedJob(limitMs: number): LimitedJob {
  const limit = AbortSignal.timeout(limitMs);
  const job = unwatchedJob(limit);
  return {
    async run(work) {
      try {
        return await work(job);
      } catch (error) {
        if (!limit.aborted) throw error;
        throw new AppError('download-stalled', `The repository gave no whole answer within ${limitMs / 1000} s.`, {
          remedy: 'Check the connection or the proxy and try again.',
          cause: error,
        });
      }
    },
  };
}
