import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { AppUpdatesView } from '../../../src/contract/app/updates';
import { call } from '../../bridge';
import { go } from '../../navigation/location-store';
import { queryClient } from '../query-client';

const updatesQuery = queryOptions({
  queryKey: ['settings', 'app-updates'],
  queryFn: () => call('updates.read', {}),
  refetchOnMount: 'always',
});

/** How this app stands to newer versions of itself. */
export function useAppUpdates(): UseQueryResult<AppUpdatesView> {
  return useQuery(updatesQuery);
}

/** Puts what is known of newer versions where its readers look. */
export function keepAppUpdates(view: AppUpdatesView): void {
  queryClient.setQueryData(updatesQuery.queryKey, view);
}

/** What a person can ask for. Rejects with why it was refused. */
export async function askForUpdate(name: 'updates.check' | 'updates.download' | 'updates.install'): Promise<void> {
  keepAppUpdates(await call(name, {}));
}

/** Puts away what this version brought. */
export async function dismissAppNews(): Promise<void> {
  keepAppUpdates(await call('updates.dismissNews', {}));
}

/** Goes where newer versions of the app are told. */
export function openAppUpdates(): void {
  go({ place: 'settings', settingSection: 'updates', settingQuery: '' });
}
