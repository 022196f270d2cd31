import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ComfyEnvironment } from '../../../src/contract/python/python-environment';
import { call } from '../../bridge';
import { createTask } from '../../state/queue/create-task';
import { requestTask } from '../../state/queue/actions';
import { go } from '../../navigation/location-store';
import { queryClient } from '../../state/query-client';
import { forgetHealth } from '../../state/comfyui/health';

const environmentQuery = queryOptions({
  queryKey: ['comfyui', 'environment'],
  queryFn: () => call('comfyui.environment', {}),
});

/** What ComfyUI runs in. */
export function useEnvironment(): UseQueryResult<ComfyEnvironment> {
  return useQuery(environmentQuery);
}

/** The packages may have changed, so what is known of them is out of date. */
export function forgetEnvironment(): void {
  void queryClient.invalidateQueries({ queryKey: environmentQuery.queryKey });
  forgetHealth();
}

/** Queues the install of what a package lacks, and shows how it goes. */
export async function installMissing(requirement: string): Promise<void> {
  const isTaken = await requestTask(createTask('install-packages', { packages: [requirement] }));
  if (isTaken) go({ place: 'activity', taskId: null });
}

/** What is to become of packages: requirement lines, and names that go. */
export interface PackageRequest {
  packages: string[];
  remove: string[];
}

/** Queues a change of packages as it was shown, and shows how it goes. */
export async function changePackage({ packages, remove }: PackageRequest, planId: string): Promise<void> {
  const isTaken = await requestTask(createTask('install-packages', { packages, remove, plan_id: planId }));
  if (isTaken) go({ place: 'activity', taskId: null });
}
