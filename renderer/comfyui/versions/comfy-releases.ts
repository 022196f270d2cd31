import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ComfyRelease, ComfyReleases } from '../../../src/contract/comfyui';
import type { AppError } from '../../../src/contract/errors';
import type { PolicyVerdict } from '../../../src/contract/policy';
import { call } from '../../bridge';
import { verdictQuery } from '../../state/policy/policy-queries';
import { queryClient } from '../../state/query-client';
import { createSharedWrite } from '../../state/shared-write';

const releasesQuery = queryOptions({
  queryKey: ['comfyui', 'releases'],
  queryFn: () => call('comfyui.releases', { mode: 'local' }),
});

/** The versions that are known without asking anybody, and where ComfyUI stands among them. */
export function useReleases(): UseQueryResult<ComfyReleases> {
  return useQuery(releasesQuery);
}

/** To be called when another version may be checked out, or when somebody has fetched. */
export function forgetReleases(): void {
  void queryClient.invalidateQueries({ queryKey: releasesQuery.queryKey });
}

const search = createSharedWrite<null, ComfyReleases>({
  key: ['comfyui', 'search'],
  run: (_nothing, by) => by('comfyui.releases', { mode: 'remote' }),
  onDone: (releases) => queryClient.setQueryData(releasesQuery.queryKey, releases),
});

/** The question to the remote that is under way, or why the last one could not be asked. */
export function useReleaseSearch(): { isAsking: boolean; error: AppError | null } {
  const { isPending, error } = search.use();
  return { isAsking: isPending, error };
}

/** Asks the remote for newer versions. What was known stays shown meanwhile, and when it cannot be asked. */
export async function lookForReleases(): Promise<void> {
  if (!search.read().isPending) await search.start(null);
}

/** What the policy says of going to a version by name, asked anew each time: it may have been changed meanwhile. */
export function useSwitchPolicy(): UseQueryResult<PolicyVerdict> {
  return useQuery(verdictQuery('switch-comfyui'));
}

/** What an update leads to, as the update policy of the settings says; undefined while unknown, and where there is no such version. */
export function useUpdateTarget(releases: readonly ComfyRelease[]): ComfyRelease | undefined {
  const policy = useQuery({
    queryKey: ['config', 'updatePolicy'],
    queryFn: async () => (await call('config.updatePolicy', {})).value,
    staleTime: 0,
  }).data;
  if (policy === undefined) return undefined;
  const isStable = policy === 'stable' || policy === 'stable-comfyui';
  return releases.find(({ kind, isNewest }) => (isStable ? isNewest : kind === 'nightly'));
}
