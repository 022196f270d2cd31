import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { BatchChanges, BatchSummary } from '../../../src/contract/changes';
import { call } from '../../bridge';
import { queryClient } from '../queries';
import { useQueue } from '../queue/queue-store';

/** Enough for the days a person remembers. */
const shownBatches = 20;

const listQuery = queryOptions({
  queryKey: ['changes', 'list'],
  queryFn: async (): Promise<BatchSummary[]> => (await call('changes.list', { limit: shownBatches })).batches,
});

function forgetChanges(): void {
  void queryClient.invalidateQueries({ queryKey: ['changes'] });
}

/** The last batches of tasks, newest first; read again whenever the queue has come to its end, which is when records are written. */
export function useChanges(): UseQueryResult<BatchSummary[]> {
  const isProcessing = useQueue((state) => state.view?.isProcessing ?? false);
  useEffect(forgetChanges, [isProcessing]);
  return useQuery(listQuery);
}

/** What one batch changed on disk. */
export function useBatchChanges(batchId: string): UseQueryResult<BatchChanges> {
  return useQuery({
    queryKey: ['changes', 'of', batchId],
    queryFn: () => call('changes.of', { batch_id: batchId }),
  });
}
