import type { Cached, Refreshed, Source } from './source';

/** How a reader wants its data (decision 25), after `channel` was read as `cache` and the network mode was obeyed. */
export type Freshness = 'kept' | 'daily' | 'now';

/** A copy younger than this is not fetched again in mode `cache`. */
export const dayMs = 24 * 60 * 60 * 1000;
/** A failed refresh is not repeated sooner than this while there is a copy to show. */
const retryAfterMs = 20_000;

/** How long a reader waits for a refresh before it takes the kept copy; the refresh goes on. */
export interface Patience {
  withCopyMs: number;
  withoutCopyMs: number;
}

async function waitAtMost<T>(work: Promise<T>, limitMs: number): Promise<T | null> {
  if (limitMs === Infinity) return work;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<null>((done) => {
    timer = setTimeout(() => done(null), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the cached value can be used without asking anybody, and what to say about it; null when a refresh is due. */
function judgeCached<T>(source: Source<T>, cached: Cached<T>): Refreshed<T> | null {
  const nowMs = Date.now();
  const failure = source.lastFailure();
  if (failure === null) return nowMs - cached.asOfMs < dayMs ? { cached, problem: null } : null;
  return nowMs - failure.atMs < retryAfterMs ? { cached, problem: failure.problem } : null;
}

/** Reads a source as fresh as wished. The answer's `problem` says in words why it is older than wished. */
export async function readFresh<T>(source: Source<T>, freshness: Freshness, patience: Patience): Promise<Refreshed<T>> {
  if (freshness === 'now') return source.refresh({ isWhole: true });
  const cached = await source.read();
  if (freshness === 'kept') return { cached, problem: null };
  const enough = cached === null ? null : judgeCached(source, cached);
  if (enough !== null) return enough;
  const limitMs = cached === null ? patience.withoutCopyMs : patience.withCopyMs;
  return (await waitAtMost(source.refresh(), limitMs)) ?? { cached: source.peek(), problem: null };
}
