import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { RecoveryReport } from '../../src/contract/changes';
import { call } from '../bridge';
import { useComfyStatus, useComfyVersions, useImportProblems } from '../state/comfyui/comfy-queries';
import { findLowVolume } from './disk-room';
import { useVolumes } from './disk-queries';
import { type Attention, listAttention } from './home-attention';
import { useSeen } from '../state/queue/home-seen';
import { useInstallation } from '../state/installation/installation-queries';
import { useQueue } from '../state/queue/queue-store';
import { useAppUpdates } from '../state/settings/app-updates';
import { listUpdates } from '../state/packs/pack-index';
import { usePacks } from '../state/packs/use-packs';

/** Titles of the packs that the list of packs marks with an update. Nothing is asked of the network for it. */
function useUpdates(): readonly string[] {
  const { packIndex } = usePacks();
  return useMemo(() => listUpdates(packIndex).map(({ title }) => title), [packIndex]);
}

/** Python packages that could not be put right, with their versions; read again whenever the queue has come to its end (renderer/state/queue/load-queue.ts). */
const owedQuery = queryOptions({
  queryKey: ['python', 'owed'],
  queryFn: async () => (await call('python.owed', {})).packages.map(({ name, version }) => `${name} ${version}`),
  refetchOnMount: 'always',
});

/** What came with the folder and has no effect until a person decides. */
const unverifiedQuery = queryOptions({
  queryKey: ['unverified'],
  queryFn: async () => (await call('unverified.list', {})).items.map(({ name }) => name),
  refetchOnMount: 'always',
});

/** What was put right after the app had ended in the middle of work; read again whenever the queue has come to its end (renderer/state/queue/forget-ended.ts). */
const recoveredQuery = queryOptions({
  queryKey: ['changes', 'recovered'],
  queryFn: (): Promise<RecoveryReport> => call('changes.recovered', {}),
  refetchOnMount: 'always',
});

/** What Home has to say, and whether everything that it depends on has been read. */
export interface HomeState {
  attention: readonly Attention[];
  isLoading: boolean;
}

/** What needs attention now. */
export function useAttention(): HomeState {
  const status = useComfyStatus();
  const problems = useImportProblems();
  const view = useQueue((state) => state.view);
  const viewError = useQueue((state) => state.viewError);
  const folder = useInstallation().data?.installation?.rootDir ?? '';
  const failuresSeenMs = useSeen(({ failures }) => failures[folder] ?? 0);
  const recoverySeenMs = useSeen(({ recoveries }) => recoveries[folder] ?? 0);
  const recovery = useQuery(recoveredQuery).data;
  const lowVolume = findLowVolume(useVolumes());
  const owedPackages = useQuery(owedQuery).data ?? [];
  const unverified = useQuery(unverifiedQuery).data ?? [];
  const updates = useUpdates();
  const versions = useComfyVersions().data;
  const app = useAppUpdates().data;
  const attention = listAttention({
    ...{ status: status.data, problems: problems.data ?? [], view, failuresSeenMs },
    ...{ lowVolume, updates, versions, owedPackages, unverified, recovery, recoverySeenMs, app },
  });
  return { attention, isLoading: status.isPending || problems.isPending || (view === null && viewError === null) };
}
