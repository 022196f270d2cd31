import { queryOptions } from '@tanstack/react-query';
import type { PolicyVerdict } from '../../src/contract/policy';
import { call } from '../bridge';

/** What the policy says of an operation, asked anew each time: it may have been changed meanwhile. */
export const verdictQuery = (operation: string) =>
  queryOptions({
    queryKey: ['policy', operation],
    queryFn: (): Promise<PolicyVerdict> => call('policy.explain', { operation }),
    staleTime: 0,
    refetchOnWindowFocus: true,
  });
