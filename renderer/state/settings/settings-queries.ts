import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { OperationOutput } from '../../../src/contract/operations';
import type { PolicyTable } from '../../../src/contract/policy';
import type { PreferencesView } from '../../../src/contract/preferences';
import type { ConfigState } from '../../../src/contract/settings';
import { call, type Call } from '../../bridge';
import { untilNextEnd } from '../policy/policy-queries';
import { queryClient } from '../query-client';

/** The files may have been edited, and other programs write them: read again whenever somebody comes to look. */
const freshOnMount = { refetchOnMount: 'always' } as const;

const settingsQuery = queryOptions({
  queryKey: ['settings', 'app'],
  queryFn: () => call('settings.read', {}),
  ...freshOnMount,
});
const configQuery = queryOptions({
  queryKey: ['settings', 'config'],
  queryFn: () => call('config.read', {}),
  ...freshOnMount,
});
const policyQuery = queryOptions({
  queryKey: ['settings', 'policy'],
  queryFn: () => call('policy.table', {}),
  ...freshOnMount,
  refetchInterval: ({ state }) => untilNextEnd(state.data?.permissions),
});
const tokensQuery = queryOptions({
  queryKey: ['settings', 'tokens'],
  queryFn: () => call('tokens.read', {}),
  ...freshOnMount,
});
const apiTokenQuery = queryOptions({
  queryKey: ['settings', 'apiToken'],
  queryFn: () => call('apiToken.read', {}),
  ...freshOnMount,
});
const channelsQuery = queryOptions({
  queryKey: ['settings', 'channels'],
  queryFn: () => call('config.channels', {}),
  ...freshOnMount,
});
const preferencesQuery = queryOptions({
  queryKey: ['settings', 'preferences'],
  queryFn: () => call('preferences.get', {}),
  ...freshOnMount,
});

/** The settings of the app. */
export function useAppSettings(): UseQueryResult<OperationOutput<'settings.read'>> {
  return useQuery(settingsQuery);
}

/** The settings of the app as they were read last, for what is no part of a place. Rejects with an AppError. */
export function readAppSettings(by: Call): Promise<OperationOutput<'settings.read'>> {
  return queryClient.query({ ...settingsQuery, queryFn: () => by('settings.read', {}), staleTime: Infinity });
}

/** The settings in config.ini of the installation. */
export function useConfig(): UseQueryResult<ConfigState> {
  return useQuery(configQuery);
}

/** What each security level allows here. */
export function usePolicyTable(): UseQueryResult<PolicyTable> {
  return useQuery(policyQuery);
}

/** Which accounts have a token. */
export function useTokens(): UseQueryResult<OperationOutput<'tokens.read'>> {
  return useQuery(tokensQuery);
}

/** Whether there is a token for programs on other machines. */
export function useApiToken(): UseQueryResult<OperationOutput<'apiToken.read'>> {
  return useQuery(apiTokenQuery);
}

/** The channels the catalogue can be taken from. */
export function useChannels(): UseQueryResult<OperationOutput<'config.channels'>> {
  return useQuery(channelsQuery);
}

/** How the app behaves on this desktop. */
export function usePreferences(): UseQueryResult<PreferencesView> {
  return useQuery(preferencesQuery);
}

/** Puts an answer of the core where its readers look. */
export const keepTokens = (packIndex: OperationOutput<'tokens.read'>): void => {
  queryClient.setQueryData(tokensQuery.queryKey, packIndex);
};

/** Puts what is known of the API token where its readers look. */
export const keepApiToken = (state: OperationOutput<'apiToken.read'>): void => {
  queryClient.setQueryData(apiTokenQuery.queryKey, state);
};

/** Puts the preferences where their readers look. */
export const keepPreferences = (view: PreferencesView): void => {
  queryClient.setQueryData(preferencesQuery.queryKey, view);
};

/** Settings may have been changed elsewhere: by a file, by ComfyUI-Manager, by another window of the app. */
export function forgetSettings(): void {
  void queryClient.invalidateQueries({ queryKey: ['settings'] });
}
