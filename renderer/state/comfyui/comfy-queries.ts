import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ComfyStatus, ComfyWorkload } from '../../../src/contract/comfyui/comfyui-status';
import type { ComfyVersions } from '../../../src/contract/comfyui/comfyui-versions';
import type { ImportDiagnosis } from '../../../src/contract/comfyui/imports';
import type { OperationOutput } from '../../../src/contract/operations';
import { call } from '../../bridge';
import { localPacksQuery } from '../packs/pack-queries';
import { queryClient } from '../query-client';

const statusQuery = queryOptions({ queryKey: ['comfyui', 'status'], queryFn: () => call('comfyui.status', {}) });

const failuresQuery = queryOptions({
  queryKey: ['comfyui', 'failures'],
  queryFn: async (): Promise<ImportDiagnosis[]> => (await call('comfyui.failures', {})).items,
});

const optionsQuery = queryOptions({
  queryKey: ['comfyui', 'options'],
  queryFn: () => call('comfyui.options', {}),
});

const versionsQuery = queryOptions({
  queryKey: ['comfyui', 'versions'],
  queryFn: () => call('comfyui.versions', {}),
});

/** Often enough to see a model load, rarely enough to cost nothing. */
const workloadTimesMs = 3000;

const workloadQuery = queryOptions({
  queryKey: ['comfyui', 'workload'],
  queryFn: () => call('comfyui.workload', {}),
  refetchInterval: workloadTimesMs,
  // A kept answer would show the memory of another process.
  gcTime: 0,
});

/** ComfyUI's process as it is now, kept true by its events. */
export function useComfyStatus(): UseQueryResult<ComfyStatus> {
  return useQuery(statusQuery);
}

/** What a running ComfyUI takes and what waits there, asked again and again while somebody looks; fails while it does not answer. */
export function useComfyWorkload(): UseQueryResult<ComfyWorkload> {
  return useQuery(workloadQuery);
}

/** To be called when the memory it takes was changed. */
export async function forgetComfyWorkload(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: workloadQuery.queryKey });
}

/** Packs that did not import at the last start, with their causes. */
export function useImportProblems(): UseQueryResult<ImportDiagnosis[]> {
  return useQuery(failuresQuery);
}

/** The arguments of the settings, and what ComfyUI's `--help` offers. */
export function useComfyOptions(): UseQueryResult<OperationOutput<'comfyui.options'>> {
  return useQuery(optionsQuery);
}

/** The version that is checked out; undefined while nobody knows, and where ComfyUI is no clone. */
export function useComfyVersion(): string | undefined {
  return useQuery({ ...versionsQuery, select: ({ current }) => current }).data;
}

/** The releases that are known and the one that is there; fails where ComfyUI is no clone. The core fetches them at most once in a while. */
export function useComfyVersions(): UseQueryResult<ComfyVersions> {
  return useQuery(versionsQuery);
}

/** Takes a status in, as an event or an operation brought it. */
export function acceptComfyStatus(status: ComfyStatus): void {
  const before = queryClient.getQueryData(statusQuery.queryKey);
  queryClient.setQueryData(statusQuery.queryKey, status);
  const isAnotherMoment = before?.state !== status.state || before.phase !== status.phase;
  if (!isAnotherMoment) return;
  // To be called when what ComfyUI has loaded of packs has changed.
  for (const { queryKey } of [failuresQuery, versionsQuery, localPacksQuery])
    void queryClient.invalidateQueries({ queryKey });
}

/** To be called when another version of ComfyUI may lie on disk than the one that runs. */
export function forgetComfyStatus(): void {
  void queryClient.invalidateQueries({ queryKey: statusQuery.queryKey });
}

/** The status known now, for those who act on it. */
export function readComfyStatus(): ComfyStatus | undefined {
  return queryClient.getQueryData(statusQuery.queryKey);
}

/** To be called when the arguments were changed and the kept ones are out of date. */
export async function forgetComfyOptions(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: optionsQuery.queryKey });
}

/** To be called when the packs on disk changed, and with them which failures still count, or when ComfyUI's own version did. */
export function forgetImportProblems(): void {
  void queryClient.invalidateQueries({ queryKey: versionsQuery.queryKey });
  void queryClient.invalidateQueries({ queryKey: failuresQuery.queryKey });
}

/** Whether a process of ComfyUI lives here, so that another way to start it is a restart. */
export function useIsLiving(): boolean {
  return typeof useComfyStatus().data?.pid === 'number';
}
