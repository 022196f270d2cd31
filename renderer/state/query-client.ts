import {
  type InvalidateOptions,
  type InvalidateQueryFilters,
  type Query,
  QueryClient,
  type QueryKey,
} from '@tanstack/react-query';
import type { AppError } from '../../src/contract/errors';

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: AppError;
  }
}

/**
 * A first answer that is on its way when something changed may tell of the time before. The library lets it stand as what is new, so it is asked for
 * again once it is there. An answer that replaces another one is asked for anew by the library itself.
 */
class CoreAnswers extends QueryClient {
  override async invalidateQueries<Key extends QueryKey>(
    filters?: InvalidateQueryFilters<Key>,
    options?: InvalidateOptions,
  ): Promise<void> {
    const underWay = this.getQueryCache().findAll({ ...filters, fetchStatus: 'fetching' });
    const first = underWay.filter(({ state }) => state.data === undefined);
    // What is on its way is not sent twice: this is its own promise.
    const answered = Promise.allSettled(first.map((query) => query.fetch()));
    await super.invalidateQueries(filters, options);
    if (first.length === 0) return;
    await answered;
    // Another change of that time may have had it asked for by now.
    const isIdle = (query: Query) => query.state.fetchStatus === 'idle';
    await super.invalidateQueries(
      { ...filters, predicate: (query) => first.includes(query) && isIdle(query) },
      options,
    );
  }
}

/** What the core answered, kept until an event says that it changed. Nothing is asked again by itself: the core is on this machine. */
export const queryClient = new CoreAnswers({
  defaultOptions: {
    queries: { staleTime: Infinity, retry: false, networkMode: 'always', refetchOnWindowFocus: false },
    mutations: { retry: false, networkMode: 'always' },
  },
});

/** What was answered under this key has changed: it is asked again when somebody shows it. */
export function forgetAnswers(...queryKey: string[]): void {
  void queryClient.invalidateQueries({ queryKey });
}
