import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { HeldPack } from '../../../src/contract/packs/holds';
import type { PackChanges } from '../../../src/contract/packs/pack-details';
import type { PackUpdates } from '../../../src/contract/packs/local-packs';
import { call } from '../../bridge';
import { orderPacks, type PackOrder } from '../../state/packs/request-pack';
import { go } from '../../navigation/location-store';
import { orderVersion } from '../../state/comfyui/version-order';
import { queryClient } from '../../state/query-client';
import { createTask } from '../../state/queue/create-task';
import type { ComfyTarget } from './comfy-target';

/** What was found when remotes and registry were asked last; asked only while somebody reviews. */
const updatesQuery = queryOptions({
  queryKey: ['updates'],
  // With the place its questions end: each check asks every remote there is.
  queryFn: ({ signal }): Promise<PackUpdates> => call('packs.updates', { mode: 'remote' }, signal),
  // What an earlier review found is shown at once, and asked again.
  staleTime: 0,
});

/** Asks for updates as long as it is shown. */
export function useUpdateCheck(): UseQueryResult<PackUpdates> {
  return useQuery(updatesQuery);
}

/** Asks once more: something that was left out counts again. */
export async function checkUpdatesAgain(): Promise<void> {
  await queryClient.refetchQueries({ queryKey: updatesQuery.queryKey });
}

/** Packs that are held, installed or not. Read again with the list of packs. */
export function useHolds(): UseQueryResult<HeldPack[]> {
  return useQuery({ queryKey: ['packs', 'holds'], queryFn: async () => (await call('packs.holds', {})).holds });
}

/** What an update of a pack brings; asked when its line is opened. */
export function useChanges(key: string, to: string): UseQueryResult<PackChanges> {
  return useQuery({ queryKey: ['packs', 'changes', key, to], queryFn: () => call('packs.changes', { key, to }) });
}

/** Queues the chosen updates, ComfyUI first when it is among them, as one batch. The rows of packs tell how it goes; of ComfyUI alone the rail does, and the place stays. */
export async function orderUpdates(orders: readonly PackOrder[], comfy: ComfyTarget | null): Promise<void> {
  if (comfy === null) {
    go({ place: 'packs' });
    await orderPacks(orders);
    return;
  }
  const uiId = crypto.randomUUID();
  const params = { is_stable: !comfy.isNightly };
  if (orders.length > 0) go({ place: 'packs' });
  const task = createTask('update-comfyui', params, uiId);
  const order = { kind: 'update', name: comfy.to, params, uiId } as const;
  await orderVersion(order, () => orderPacks(orders, [task]));
}
