import { unwatchedJob, type JobContext } from '../../../base/async/job';
import { inLimitedTime } from '../../../base/async/time-limit';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';

/**
 * Does work that nobody cancels, but that must not go on for ever: after `limitMs` it ends, its processes with it. Throws `download-stalled` then,
 * and otherwise what the work throws.
 */
export function runLimited<T>(limitMs: number, work: (job: JobContext) => Promise<T>): Promise<T> {
  return inLimitedTime(limitMs, undefined, async ({ limit }) => {
    try {
      return await work(unwatchedJob(limit));
    } catch (error) {
      if (!limit.aborted) throw error;
      throw new AppError(
        'download-stalled',
        msg`The repository did not answer completely within ${limitMs / 1000} s.`,
        {
          remedy: msg`Check the connection or the proxy and try again.`,
          cause: error,
        },
      );
    }
  });
}
