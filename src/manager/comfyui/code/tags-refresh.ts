import { unwatchedJob, type JobContext } from '../../../base/async/job';
import type { Logger } from '../../../base/log';

/** Keeps the known tags fresh behind the back of whoever reads them. */
export interface TagsRefresh {
  /** Starts a fetch unless one runs or the last is younger than ten minutes. Never waits, never throws. */
  poke(): void;
  /** Fetches now and waits for it, or for the one that runs; throws what it throws. While paused there is nothing to fetch for. */
  now(): Promise<void>;
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
  let running: { controller: AbortController; work: Promise<void>; ended: Promise<void> } | null = null;
  let triedAt = 0;
  let pauses = 0;
  const begin = (): Promise<void> => {
    triedAt = Date.now();
    const controller = new AbortController();
    const work = fetch(unwatchedJob(controller.signal, (line) => log.debug(line)));
    running = { controller, work, ended: watch(work, controller.signal) };
    return work;
  };
  const watch = async (work: Promise<void>, signal: AbortSignal): Promise<void> => {
    try {
      await work;
    } catch (error) {
      if (!signal.aborted) log.warn('The newest versions of ComfyUI could not be asked for.', { error });
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
      void begin();
    },
    async now() {
      if (pauses === 0) await (running?.work ?? begin());
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
