import { unwatchedJob, type JobContext } from '../../base/job';
import type { Logger } from '../../base/log';

/** Keeps the known tags fresh behind the back of whoever reads them. */
export interface TagsRefresh {
  /** Starts a fetch unless one runs or the last is younger than ten minutes. Never waits, never throws. */
  poke(): void;
  /** Ends a running fetch and starts none before `work` is done: two that write the same refs make each other fail. */
  pauseFor<T>(work: () => Promise<T>): Promise<T>;
  /** Ends a running fetch, and starts no other ever after. */
  close(): Promise<void>;
}

const maxAgeMs = 10 * 60 * 1000;

/** Makes the refresh. `readLastFetch`: when anybody fetched, in ms since 1970; a failure of `fetch` is only logged. */
export function createTagsRefresh(options: {
  fetch: (job: JobContext) => Promise<void>;
  readLastFetch: () => number | null;
  log: Logger;
}): TagsRefresh {
  const { fetch, readLastFetch, log } = options;
  let running: { controller: AbortController; ended: Promise<void> } | null = null;
  let triedAt = 0;
  let pauses = 0;
  const run = async (controller: AbortController): Promise<void> => {
    try {
      await fetch(unwatchedJob(controller.signal, (line) => log.debug(line)));
    } catch (error) {
      if (!controller.signal.aborted) log.warn('The newest versions of ComfyUI could not be asked for.', { error });
    } finally {
      running = null;
    }
  };
  const stop = async () => {
    running?.controller.abort();
    await running?.ended;
  };
  return {
    poke() {
      if (pauses > 0 || running !== null || Date.now() - Math.max(triedAt, readLastFetch() ?? 0) < maxAgeMs) return;
      triedAt = Date.now();
      const controller = new AbortController();
      running = { controller, ended: run(controller) };
    },
    async pauseFor(work) {
      pauses += 1;
      try {
        await stop();
        return await work();
      } finally {
        pauses -= 1;
      }
    },
    async close() {
      pauses += 1;
      await stop();
    },
  };
}
