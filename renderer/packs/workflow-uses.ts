import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { WorkflowUses } from '../../src/contract/workflows';
import { call } from '../bridge';
import type { PackRecord } from '../state/packs/pack-record';

/** More packs than these are not asked about at once. */
const mostAsked = 500;

/** Which saved workflows use these packs; asked anew each time it is shown, because people save workflows meanwhile. */
export function useWorkflowUses(records: readonly PackRecord[]): UseQueryResult<WorkflowUses> {
  const packs = records.flatMap(({ local }) => (local === null ? [] : [local.key])).slice(0, mostAsked);
  return useQuery({
    queryKey: ['workflows', 'uses', packs],
    queryFn: () => call('workflows.uses', { packs, classes: [] }),
    enabled: packs.length > 0,
    staleTime: 0,
  });
}

/** Saved workflows that use any of the packs, each once. */
export interface UsingWorkflows {
  /** At least so many: of one pack no more than the first are named. */
  count: number;
  names: readonly string[];
  paths: readonly string[];
}

/** Puts what was answered for several packs together. Pure. */
export function joinUses(uses: WorkflowUses | undefined): UsingWorkflows {
  const all = Object.values(uses?.packs ?? {});
  const byPath = new Map(all.flatMap(({ workflows }) => workflows.map(({ path, name }) => [path, name] as const)));
  const count = Math.max(byPath.size, ...all.map((use) => use.count));
  return { count, names: [...byPath.values()], paths: [...byPath.keys()] };
}
