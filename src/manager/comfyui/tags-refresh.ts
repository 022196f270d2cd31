import type { JobContext } from '../../base/job';
import type { Logger } from '../../base/log';

/** Keeps the known tags fresh behind the back of whoever reads them. */
export interface TagsRefresh {
  /** Starts a fetch unless one runs or the last is younger than ten minutes. Never waits, never throws. */
  poke(): void;
  /** Ends a running fetch, so that it is not in the way of another git command. */
  stop(): Promise<void>;
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
  const run = async (controller: AbortController): Promise<void> => {
    const job: JobContext = { signal: controller.signal, report: () => undefined, log: (line) => log.debug(line) };
    try {
      await fetch(job);
    } catch (error) {
      if (!controller.signal.aborted) log.warn('The newest versions of ComfyUI could not be asked for.', { error });
    } finally {
      running = null;
    }
  };
  return {
    poke() {
      if (running !== null || Date.now() - Math.max(triedAt, readLastFetch() ?? 0) < maxAgeMs) return;
      triedAt = Date.now();
      const controller = new AbortController();
      running = { controller, ended: run(controller) };
    },
    async stop() {
      running?.controller.abort();
      await running?.ended;
    },
  };
}
