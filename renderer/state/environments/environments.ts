import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { EnvironmentsView } from '../../../src/contract/operations/environments';
import type { MakingOffer } from '../../../src/contract/python/making';
import { call } from '../../bridge';
import { queryClient } from '../query-client';
import { createTask } from '../queue/create-task';
import { requestTask } from '../queue/actions';

const listQuery = queryOptions({ queryKey: ['environments', 'list'], queryFn: () => call('environments.list', {}) });

/** The environments that ComfyUI can be started with. */
export function useEnvironments(): UseQueryResult<EnvironmentsView> {
  return useQuery(listQuery);
}

const sizesQuery = queryOptions({
  queryKey: ['environments', 'sizes'],
  queryFn: () => call('environments.sizes', {}),
  // Thousands of files are looked at for each.
  staleTime: 60_000,
});

/** What each takes on the disk, in bytes, by name; empty until it is measured. */
export function useEnvironmentSizes(): ReadonlyMap<string, number | null> {
  const sizes = useQuery(sizesQuery).data?.sizes ?? [];
  return new Map(sizes.map(({ name, bytes }) => [name, bytes]));
}

const offerQuery = queryOptions({
  queryKey: ['environments', 'offer'],
  queryFn: () => call('environments.offer', {}),
  staleTime: 60_000,
});

/** What a new one can be made of on this machine. */
export function useEnvironmentOffer(): UseQueryResult<MakingOffer> {
  return useQuery(offerQuery);
}

/** The environments may be others, so what is known of them is out of date. */
export function forgetEnvironments(): void {
  void queryClient.invalidateQueries({ queryKey: listQuery.queryKey });
  void queryClient.invalidateQueries({ queryKey: sizesQuery.queryKey });
}

/** Orders the removal of an environment. */
export async function removeEnvironment(name: string): Promise<void> {
  await requestTask(createTask('remove-environment', { name }));
}
