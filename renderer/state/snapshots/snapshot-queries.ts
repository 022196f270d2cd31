import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { SnapshotChange, SnapshotOutline, SnapshotPlan, SnapshotThing } from '../../../src/contract/snapshots';
import { call } from '../../bridge';
import { queryClient } from '../query-client';

const listQuery = queryOptions({
  queryKey: ['snapshots', 'list'],
  queryFn: async (): Promise<string[]> => (await call('snapshots.list', {})).items,
  // Automatic snapshots, and those of other programs, may have come meanwhile.
  refetchOnMount: 'always',
});

/** Names of the saved snapshots, newest first. */
export function useSnapshots(): UseQueryResult<string[]> {
  return useQuery(listQuery);
}

/** What is there now, and what each snapshot holds and would change. */
export interface SnapshotOverview {
  now: SnapshotOutline['holds'];
  byName: ReadonlyMap<string, SnapshotOutline>;
}

/** What the snapshots hold and how far they are from now, by their names. */
export function useSnapshotOverview(): UseQueryResult<SnapshotOverview> {
  return useQuery({
    queryKey: ['snapshots', 'overview'],
    queryFn: async (): Promise<SnapshotOverview> => {
      const { now, items } = await call('snapshots.overview', {});
      return { now, byName: new Map(items.map((item) => [item.name, item])) };
    },
    refetchOnMount: 'always',
  });
}

/** Everything that a snapshot records. */
export function useSnapshotContents(target: string): UseQueryResult<SnapshotThing[]> {
  return useQuery({
    queryKey: ['snapshots', 'contents', target],
    queryFn: async () => (await call('snapshots.contents', { target })).things,
  });
}

/** The models that a snapshot recorded, as the text of a list, how many these are, and how many of them are missing now. */
export interface SnapshotModels {
  text: string;
  count: number;
  missing: number;
}

/** The same, asked anew when models have come or gone; null for a snapshot that says nothing of models. */
export function useSnapshotModels(target: string): UseQueryResult<SnapshotModels | null> {
  return useQuery({
    queryKey: ['models', 'snapshot', target],
    queryFn: async (): Promise<SnapshotModels | null> => {
      const { document } = await call('snapshots.read', { target });
      const { models } = (document['desktop'] ?? {}) as { models?: unknown };
      if (models === undefined) return null;
      const text = JSON.stringify(models);
      const { rows } = await call('models.compare', { document: text });
      return { text, count: rows.length, missing: rows.filter(({ state }) => state === 'missing').length };
    },
    refetchOnMount: 'always',
  });
}

/** What a restore of a snapshot would do now. `isExact`: Python packages that it does not name go as well. */
export function useRestorePlan(target: string, isExact: boolean): UseQueryResult<SnapshotPlan> {
  return useQuery({
    queryKey: ['snapshots', 'plan', target, isExact],
    queryFn: () => call('snapshots.plan', { target, exact: isExact }),
    refetchOnMount: 'always',
  });
}

/** What changed from one snapshot to another. */
export function useSnapshotChanges(from: string, to: string): UseQueryResult<{ changes: SnapshotChange[] }> {
  return useQuery({
    queryKey: ['snapshots', 'compare', from, to],
    queryFn: () => call('snapshots.compare', { from, to }),
    refetchOnMount: 'always',
  });
}

/** Snapshots, or what they are compared with, may have changed. */
export function forgetSnapshots(): void {
  void queryClient.invalidateQueries({ queryKey: ['snapshots'] });
}
