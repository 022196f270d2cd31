import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { PackUpdateRisk } from '../../../src/contract/pack-details';
import { call } from '../../bridge';

/** What an update of a pack to a version would change. The answer is kept by the core; workflows that were saved meanwhile count. */
export function useImpact(update: { key: string; to: string }, isAsked: boolean): UseQueryResult<PackUpdateRisk> {
  const { key, to } = update;
  return useQuery({
    queryKey: ['packs', 'risk', key, to],
    queryFn: () => call('packs.updateRisk', { key, to }),
    enabled: isAsked,
    staleTime: 0,
  });
}
