import { queryOptions, useQueries } from '@tanstack/react-query';
import type { PolicyPermission, PolicyVerdict } from '../../../src/contract/policy';
import { call } from '../../bridge';
import { queryClient } from '../query-client';

/** When the first of these permissions ends, in milliseconds from now; false without any. What was asked is asked again then. */
export function untilNextEnd(permissions: readonly PolicyPermission[] = []): number | false {
  const ends = permissions.map(({ until }) => Date.parse(until) - Date.now());
  return ends.length > 0 && Math.max(500, Math.min(...ends) + 100);
}

/** What the policy says of an operation, asked anew each time: it may have been changed meanwhile. */
export const verdictQuery = (operation: string) =>
  queryOptions({
    queryKey: ['policy', operation],
    queryFn: (): Promise<PolicyVerdict> => call('policy.explain', { operation }),
    staleTime: 0,
    refetchOnWindowFocus: true,
    refetchInterval: ({ state }) => untilNextEnd(state.data?.permissions),
  });

/** The first of these rows that the policy refuses right now; undefined when none is refused, and while that is not known. */
export function useRefusal(rows: readonly string[]): PolicyVerdict | undefined {
  return useQueries({
    queries: rows.map(verdictQuery),
    combine: (results) => results.find(({ data }) => data?.allowed === false)?.data,
  });
}

/** A permission was given or taken back, or a level changed. */
export function forgetVerdicts(): void {
  void queryClient.invalidateQueries({ queryKey: ['policy'] });
  void queryClient.invalidateQueries({ queryKey: ['settings', 'policy'] });
}
