import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { InstallationRow } from '../../../src/contract/installation';
import type { OperationOutput } from '../../../src/contract/operations';
import { call } from '../../bridge';
import { queryClient } from '../query-client';

/** The open installation, or null in it. */
export const installationQuery = queryOptions({
  queryKey: ['installation'],
  queryFn: () => call('installation.current', {}),
});

/** The open installation, or null in it. */
export function useInstallation(): UseQueryResult<OperationOutput<'installation.current'>> {
  return useQuery(installationQuery);
}

const listQuery = queryOptions({
  queryKey: ['installations'],
  queryFn: async (): Promise<InstallationRow[]> => (await call('installation.list', {})).installations,
});

const none: readonly InstallationRow[] = [];

/** The open installations and the remembered ones, in an order that stays; kept true by their event. */
export function useInstallations(): readonly InstallationRow[] {
  return useQuery(listQuery).data ?? none;
}

/** Takes the list in, as an event brought it. */
export function acceptInstallations(rows: InstallationRow[]): void {
  queryClient.setQueryData(listQuery.queryKey, rows);
}

/** The list known now, for those who act on it. */
export function readInstallations(): readonly InstallationRow[] {
  return queryClient.getQueryData(listQuery.queryKey) ?? none;
}

/** To be called when folders may have gone or come back since the list was read. */
export function refreshInstallations(): void {
  void queryClient.invalidateQueries({ queryKey: listQuery.queryKey });
}
