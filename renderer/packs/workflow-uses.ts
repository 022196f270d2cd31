import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { WorkflowUses } from '../../src/contract/workflows';
import { beginSession, call } from '../bridge';
import type { PackRecord } from '../state/packs/pack-record';
import { packSelection } from '../state/packs/pack-selection';
import { requestPacks } from '../state/packs/request-pack';
import { queryClient } from '../state/query-client';
import { joinUses } from '../state/workflow/join-uses';

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

/**
 * Uninstalls packs at once, which can be undone. `ask`: the question comes first where saved workflows use them, and where nobody knows.
 */
export async function uninstallOrAsk(records: readonly PackRecord[], ask: () => void): Promise<void> {
  const { isShown } = beginSession();
  const uses = records.length > maxRequested ? null : await queryClient.query(usesQuery(records)).catch(() => null);
  if (!isShown()) return;
  if (uses === null || joinUses(uses.packs).count > 0) {
    ask();
    return;
  }
  packSelection.clear();
  await requestPacks(records, { kind: 'uninstall' });
}
