import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { HeldPack } from '../../../src/contract/holds';
import type { PackChanges } from '../../../src/contract/pack-details';
import type { PackUpdates } from '../../../src/contract/packs';
import { call } from '../../bridge';
import { attempt } from '../../state/queue/actions';
import { requestPacks } from '../../state/packs/request-pack';
import type { PackRecord } from '../../state/packs/pack-record';
import { queryClient } from '../../state/query-client';
import { clientId } from '../../state/queue/client-id';

/** What was found when remotes and registry were asked last; asked only while somebody reviews. */
const updatesQuery = queryOptions({
  queryKey: ['updates'],
  queryFn: (): Promise<PackUpdates> => call('packs.updates', { mode: 'remote' }),
  // What an earlier review found is shown at once, and asked again.
  staleTime: 0,
});

/** Asks for updates as long as it is shown. */
export function useUpdateCheck(): UseQueryResult<PackUpdates> {
  return useQuery(updatesQuery);
}

/** What the last check found, without asking anybody. */
export function useKnownUpdates(): PackUpdates | undefined {
  return useQuery({ ...updatesQuery, enabled: false }).data;
}

/** Ends the check, with the questions that are still out, because nobody waits for it any more. */
export function stopUpdateCheck(): void {
  if (!queryClient.isFetching({ queryKey: updatesQuery.queryKey })) return;
  void attempt('packs.stopUpdates', {});
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

/** Queues the chosen updates, ComfyUI first when it is among them, as one batch. */
export async function orderUpdates(records: readonly PackRecord[], withComfy: boolean): Promise<void> {
  const head = { ui_id: crypto.randomUUID(), client_id: clientId };
  const comfy = { ...head, kind: 'update-comfyui', params: { is_stable: true } } as const;
  await requestPacks(records, { kind: 'update' }, withComfy ? [comfy] : []);
}
