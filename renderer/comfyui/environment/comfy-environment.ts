import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ComfyEnvironment, EnvironmentCheck } from '../../../src/contract/comfyui';
import type { AppError } from '../../../src/contract/errors';
import { call } from '../../bridge';
import { clientId } from '../../state/queue/client-id';
import { requestTask } from '../../state/queue/actions';
import { go } from '../../navigation/location-store';
import { queryClient } from '../../state/query-client';
import { createStop } from '../../state/stop';
import { createSharedWrite } from '../../state/shared-write';

const environmentQuery = queryOptions({
  queryKey: ['comfyui', 'environment'],
  queryFn: () => call('comfyui.environment', {}),
});

/** What ComfyUI runs in. */
export function useEnvironment(): UseQueryResult<ComfyEnvironment> {
  return useQuery(environmentQuery);
}

interface PackageCheck {
  isChecking: boolean;
  /** What the last check found; null before the first, and once the packages may be others. */
  problems: EnvironmentCheck['problems'] | null;
  error: AppError | null;
}

const checking = createStop();

const check = createSharedWrite<null, EnvironmentCheck>({
  key: ['comfyui', 'check'],
  run: (_nothing, by) => by('comfyui.checkEnvironment', {}, checking.signal()),
});

/** The check of the installed packages that is under way, or the last one. */
export function usePackageCheck(): PackageCheck {
  const { isPending, output, error } = check.use();
  // A check that was ended counts as if there had been none.
  return {
    isChecking: isPending,
    problems: output?.problems ?? null,
    error: error?.code === 'cancelled' ? null : error,
  };
}

/** Lets pip or uv check what is installed. */
export async function startPackageCheck(): Promise<void> {
  await check.start(null);
}

/** Ends the check. */
export function stopPackageCheck(): void {
  check.forget();
  checking.stop();
}

/** The packages may have changed, so what is known of them is out of date. */
export function forgetEnvironment(): void {
  void queryClient.invalidateQueries({ queryKey: environmentQuery.queryKey });
  if (!check.read().isPending) check.forget();
}

/** Queues the install of what a package lacks, and shows how it goes. */
export async function installMissing(requirement: string): Promise<void> {
  const head = { ui_id: crypto.randomUUID(), client_id: clientId };
  const isTaken = await requestTask({ ...head, kind: 'install-packages', params: { packages: [requirement] } });
  if (isTaken) go({ place: 'activity', taskId: null });
}

/** What is to become of packages: requirement lines, and names that go. */
export interface PackageRequest {
  packages: string[];
  remove: string[];
}

/** Queues a change of packages as it was shown, and shows how it goes. */
export async function changePackage({ packages, remove }: PackageRequest, planId: string): Promise<void> {
  const head = { ui_id: crypto.randomUUID(), client_id: clientId };
  const params = { packages, remove, plan_id: planId };
  const isTaken = await requestTask({ ...head, kind: 'install-packages', params });
  if (isTaken) go({ place: 'activity', taskId: null });
}
