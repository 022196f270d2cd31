import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { WorkflowUses } from '../../src/contract/workflows';
import { call } from '../bridge';
import type { PackRecord } from '../state/packs/pack-record';

/** More packs than these are not asked about at once. */
const maxRequested = 500;

/** Which saved workflows use these packs; asked anew each time it is shown, because people save workflows meanwhile. */
export function useWorkflowUses(records: readonly PackRecord[]): UseQueryResult<WorkflowUses> {
  const packs = records.flatMap(({ local }) => (local === null ? [] : [local.key])).slice(0, maxRequested);
  return useQuery({
    queryKey: ['workflows', 'uses', packs],
    queryFn: () => call('workflows.uses', { packs, classes: [] }),
    enabled: packs.length > 0,
    staleTime: 0,
  });
}
