import { setTimeout as sleep } from 'node:timers/promises';

const touchEveryMs = 50;

/** Lets bytes pass no faster than allowed. */
export interface RateLimit {
  /** Waits until so many bytes may have come; at once where there is no limit. Throws what the signal was aborted with. Touches meanwhile: this is no stall. */
  pass(bytes: number, waiting: { signal: AbortSignal; touch(): void }): Promise<void>;
}

/**
 * A limit that all who share it keep together. `bytesPerSecond` is read anew each time, so that a change counts at once; 0 is no limit. What was not used
 * for a while is not saved up.
 */
export function createRateLimit(bytesPerSecond: () => number): RateLimit {
  /** When all that has passed until now would have come, at the allowed speed. */
  let paidUntilMs = 0;
  return {
    async pass(bytes, { signal, touch }) {
      const rate = bytesPerSecond();
      if (rate <= 0) return;
      const nowMs = performance.now();
      paidUntilMs = Math.max(paidUntilMs, nowMs) + (bytes / rate) * 1000;
      const endMs = paidUntilMs;
      for (let leftMs = endMs - nowMs; leftMs > 0; leftMs = endMs - performance.now()) {
        await sleep(Math.min(leftMs, touchEveryMs), undefined, { signal });
        touch();
      }
    },
  };
}
