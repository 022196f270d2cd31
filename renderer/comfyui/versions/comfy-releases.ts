import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { create } from 'zustand';
import type { ComfyRelease, ComfyReleases } from '../../../src/contract/comfyui';
import { type AppError, toAppError } from '../../../src/contract/errors';
import type { PolicyVerdict } from '../../../src/contract/policy';
import { beginErrand, call } from '../../bridge';
import { verdictQuery } from '../../state/settings/policy-queries';
import { queryClient } from '../../state/queries';

const releasesQuery = queryOptions({
  queryKey: ['comfyui', 'releases'],
  queryFn: () => call('comfyui.releases', { mode: 'local' }),
});

/** The versions that are known without asking anybody, and where ComfyUI stands among them. */
export function useReleases(): UseQueryResult<ComfyReleases> {
  return useQuery(releasesQuery);
}

/** The code may stand elsewhere, or somebody fetched. */
export function forgetReleases(): void {
  void queryClient.invalidateQueries({ queryKey: releasesQuery.queryKey });
}

interface ReleaseSearch {
  isAsking: boolean;
  /** Why the remote could not be asked the last time. */
  error: AppError | null;
}

const noSearch: ReleaseSearch = { isAsking: false, error: null };

/** The question to the remote that is under way, or how the last one ended. */
export const useReleaseSearch = create<ReleaseSearch>(() => noSearch);

/** Asks the remote for newer versions. What was known stays shown meanwhile, and when it cannot be asked. */
export async function lookForReleases(): Promise<void> {
  if (useReleaseSearch.getState().isAsking) return;
  const errand = beginErrand();
  useReleaseSearch.setState({ isAsking: true, error: null });
  try {
    const releases = await errand.call('comfyui.releases', { mode: 'remote' });
    if (!errand.isShown()) return;
    queryClient.setQueryData(releasesQuery.queryKey, releases);
    useReleaseSearch.setState(noSearch);
  } catch (thrown) {
    if (errand.isShown()) useReleaseSearch.setState({ isAsking: false, error: toAppError(thrown) });
  }
}

/** Another installation is shown: what was asked was about the former one. */
export function resetReleaseSearch(): void {
  useReleaseSearch.setState(noSearch);
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
