/** What the work may listen to: `signal` aborts when the time is up or the caller gives up, `limit` only when the time is up. */
export interface LimitedTime {
  signal: AbortSignal;
  limit: AbortSignal;
}

/**
 * Does work that may take `limitMs` and no longer; the work itself has to end when `signal` aborts.
 *
 * The timer goes when the work has ended. `AbortSignal.timeout` leaves its own to the garbage collector, and in Node 20.18 an app was seen that
 * went through a list of such timers for ever (nodejs/node, `lib/internal/timers.js`: an empty list that was in the queue and no longer in the map).
 */
export async function inLimitedTime<T>(
  limitMs: number,
  outer: AbortSignal | undefined,
  work: (time: LimitedTime) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new DOMException(`The time was up after ${limitMs} ms.`, 'TimeoutError'));
  }, limitMs);
  timer.unref();
  try {
    return await work({
      signal: outer ? AbortSignal.any([outer, limit.signal]) : limit.signal,
      limit: limit.signal,
    });
  } finally {
    clearTimeout(timer);
  }
}
