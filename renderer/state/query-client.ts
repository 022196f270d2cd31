import { QueryClient } from '@tanstack/react-query';
import type { AppError } from '../../src/contract/errors';

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: AppError;
  }
}

/** What the core answered, kept until an event says that it changed. Nothing is asked again by itself: the core is on this machine. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: Infinity, retry: false, networkMode: 'always', refetchOnWindowFocus: false },
    mutations: { retry: false, networkMode: 'always' },
  },
});

/** What was answered under this key has changed: it is asked again when somebody shows it. */
export function forgetAnswers(...queryKey: string[]): void {
  void queryClient.invalidateQueries({ queryKey });
}
