import { keepPreviousData, queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { BatchChanges, BatchSummary } from '../../../src/contract/changes';
import { call } from '../../bridge';
import { queryClient } from '../query-client';

/** Enough for the days a person remembers, and all that a history shows. */
export const recentBatches = 100;
export const allBatches = 2000;

const listQuery = (limit: number) =>
  queryOptions({
    queryKey: ['changes', 'list', limit],
    queryFn: async (): Promise<BatchSummary[]> => (await call('changes.list', { limit })).batches,
    refetchOnMount: 'always',
    placeholderData: keepPreviousData,
  });

/** The last batches of tasks, newest first; read again whenever the queue has come to its end, which is when records are written (renderer/state/queue/load-queue.ts). */
export function useChanges(limit: number = recentBatches): UseQueryResult<BatchSummary[]> {
  return useQuery(listQuery(limit));
}

/** What one batch changed on disk. */
export function useBatchChanges(batchId: string): UseQueryResult<BatchChanges> {
  return useQuery({
    queryKey: ['changes', 'of', batchId],
    queryFn: () => call('changes.of', { batch_id: batchId }),
    refetchOnMount: 'always',
  });
}

/** The record of a batch, asked for now; null where there is none yet, or it cannot be read. */
export async function findBatch(batchId: string): Promise<BatchSummary | null> {
  const batches = await queryClient.query({ ...listQuery(recentBatches), staleTime: 0 }).catch(() => []);
  return batches.find(({ id }) => id === batchId) ?? null;
}
