import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { CleanCacheParams, DiskCache } from '../../../src/contract/disk';
import { call } from '../../bridge';
import { orderAll } from '../../state/queue/actions';
import { createTask } from '../../state/queue/create-task';

/** The caches of the tools of this installation, measured when somebody looks. */
export function useCaches(): UseQueryResult<DiskCache[]> {
  return useQuery({
    queryKey: ['disk', 'caches'],
    // The walk ends with the dialog.
    queryFn: async ({ signal }): Promise<DiskCache[]> => (await call('disk.caches', {}, signal)).caches,
    refetchOnMount: 'always',
    gcTime: 0,
  });
}

/** Queues the cleaning of caches, a task for each of them; Activity tells what each has freed. */
export async function cleanCaches(orders: readonly CleanCacheParams[]): Promise<void> {
  await orderAll(orders.map((params) => createTask('clean-cache', params)));
}
