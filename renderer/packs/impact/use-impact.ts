import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { PackUpdateRisk } from '../../../src/contract/pack-details';
import { call } from '../../bridge';
import { queryClient } from '../../state/query-client';

/** An update of a pack to a version. */
interface Update {
  key: string;
  to: string;
}

const queryKeyOf = ({ key, to }: Update) => ['packs', 'risk', key, to];

/** What an update of a pack to a version would change. The answer is kept by the core; workflows that were saved meanwhile count. */
export function useImpact(update: Update, isRequested: boolean): UseQueryResult<PackUpdateRisk> {
  const { key, to } = update;
  return useQuery({
    queryKey: queryKeyOf(update),
    queryFn: () => call('packs.updateRisk', { key, to }),
    enabled: isRequested,
    staleTime: 0,
  });
}

/** The edited files that were shown of an update; none where nobody has asked. */
export function readShownEdits(update: Update): readonly string[] {
  return queryClient.getQueryData<PackUpdateRisk>(queryKeyOf(update))?.edited ?? [];
}
