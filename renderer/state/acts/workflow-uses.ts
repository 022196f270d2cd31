import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { WorkflowUses } from '../../../src/contract/workflows';
import { call } from '../../bridge';
import type { PackRecord } from '../packs/pack-record';
import { queryClient } from '../query-client';
import { joinUses } from '../workflow/join-uses';

/** More packs than these are not asked about at once. */
const maxRequested = 500;

function usesQuery(records: readonly PackRecord[]) {
  const packs = records.flatMap(({ local }) => (local === null ? [] : [local.key])).slice(0, maxRequested);
  return queryOptions({
    queryKey: ['workflows', 'uses', packs],
    queryFn: () => call('workflows.uses', { packs, classes: [] }),
    enabled: packs.length > 0,
    staleTime: 0,
  });
}

/** Which saved workflows use these packs; asked anew each time it is shown, because people save workflows meanwhile. */
export function useWorkflowUses(records: readonly PackRecord[]): UseQueryResult<WorkflowUses> {
  return useQuery(usesQuery(records));
}

/** Whether saved workflows use any of these packs; yes where nobody knows. */
export async function hasUses(records: readonly PackRecord[]): Promise<boolean> {
  if (records.length > maxRequested) return true;
  const uses = await queryClient.query(usesQuery(records)).catch(() => null);
  return uses === null || joinUses(uses.packs).count > 0;
}
