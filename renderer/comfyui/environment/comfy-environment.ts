import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { create } from 'zustand';
import type { ComfyEnvironment, EnvironmentCheck } from '../../../src/contract/comfyui';
import { type AppError, toAppError } from '../../../src/contract/errors';
import { call } from '../../bridge';
import { attempt, requestTask } from '../../state/actions';
import { useLocation } from '../../navigation/location-store';
import { queryClient } from '../../state/queries';

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

const noCheck: PackageCheck = { isChecking: false, problems: null, error: null };

/** The check of the installed packages that is under way, or the last one. */
export const usePackageCheck = create<PackageCheck>(() => noCheck);

/** Counts checks: what an older one says is of no interest. */
let newest = 0;

/** Lets pip or uv check what is installed. */
export async function startPackageCheck(): Promise<void> {
  newest += 1;
  const mine = newest;
  usePackageCheck.setState({ isChecking: true, error: null });
  const settle = (check: Partial<PackageCheck>): void => {
    if (mine === newest) usePackageCheck.setState({ ...noCheck, ...check });
  };
  try {
    settle({ problems: (await call('comfyui.checkEnvironment', {})).problems });
  } catch (thrown) {
    const error = toAppError(thrown);
    settle(error.code === 'cancelled' ? {} : { error });
  }
}

/** Ends the check. */
export async function stopPackageCheck(): Promise<void> {
  newest += 1;
  usePackageCheck.setState(noCheck);
  await attempt('comfyui.stopChecks', {});
}

/** The packages may be others: what is known of them is old. */
export function forgetEnvironment(): void {
  void queryClient.invalidateQueries({ queryKey: environmentQuery.queryKey });
  if (usePackageCheck.getState().isChecking) return;
  usePackageCheck.setState(noCheck);
}

/** Another installation is shown. */
export function resetEnvironment(): void {
  newest += 1;
  usePackageCheck.setState(noCheck);
}

/** What a requirement asks of pip, without its conditions; null for one that no package can meet. */
export function installableOf(needs: string): string | null {
  const [line = ''] = needs.split(';', 1);
  const isRequirement = /^[A-Za-z0-9][\w.-]*(?:\[[\w,.-]+\])?\s*(?:[<>=!~].*)?$/u.test(line.trim());
  return isRequirement && !/^python\b/iu.test(line) ? line.trim() : null;
}

/** Queues the install of what a package lacks, and shows how it goes. */
export async function installMissing(requirement: string): Promise<void> {
  const head = { ui_id: crypto.randomUUID(), client_id: 'desktop-window' };
  const isTaken = await requestTask({ ...head, kind: 'install-packages', params: { packages: [requirement] } });
  if (isTaken) useLocation.getState().go({ place: 'activity', taskId: null });
}
