import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ComfyRelease, ComfyReleases } from '../../../src/contract/comfyui/comfyui-versions';
import { call } from '../../bridge';
import { queryClient } from '../query-client';

export const releasesQuery = queryOptions({
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
