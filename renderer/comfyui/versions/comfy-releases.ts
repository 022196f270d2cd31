import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ComfyReleases } from '../../../src/contract/comfyui/comfyui-versions';
import type { AppError } from '../../../src/contract/errors';
import type { PolicyVerdict } from '../../../src/contract/policy';
import { releasesQuery } from '../../state/comfyui/releases';
import { verdictQuery } from '../../state/policy/policy-queries';
import { queryClient } from '../../state/query-client';
import { createSharedWrite } from '../../state/shared-write';

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
export async function checkForReleases(): Promise<void> {
  if (!search.read().isPending) await search.start(null);
}

/** What the policy says of going to a version by name, asked anew each time: it may have been changed meanwhile. */
export function useSwitchPolicy(): UseQueryResult<PolicyVerdict> {
  return useQuery(verdictQuery('switch-comfyui'));
}
