import { keepPreviousData, useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { PolicyVerdict } from '../../src/contract/policy';
import type { WorkflowNeeds } from '../../src/contract/workflows';
import { call } from '../bridge';
import { useComfyStatus } from '../state/comfyui/comfy-queries';
import { verdictQuery } from '../state/policy/policy-queries';
import { localPacksQuery } from '../state/packs/pack-queries';
import { useQueue } from '../state/queue/queue-store';
import { createRows, type PackPolicy, type PackRow, rowIdOf } from './workflow-rows';
import { noteRows, type OpenedWorkflow, useWorkflow } from '../state/workflow/workflow-store';

/** What changes the answer: packs on disk, what ComfyUI has loaded, and the task that ended last, whoever ordered it: models may be others then. */
export function useSurroundings(): readonly (string | number)[] {
  const packs = useQuery(localPacksQuery).dataUpdatedAt;
  const comfy = useComfyStatus();
  const state = comfy.data?.state ?? '';
  const last = useQueue(({ view }) => view?.finished[0]);
  // A running ComfyUI tells of its classes a moment after it serves; while it starts it tells of every import.
  return [packs, state, state === 'running' ? comfy.dataUpdatedAt : 0, last?.ui_id ?? '', last?.timestamp ?? ''];
}

/** What a workflow needs, asked again whenever that may have changed. */
export function useNeeds(workflow: OpenedWorkflow | null): UseQueryResult<WorkflowNeeds> {
  const surroundings = useSurroundings();
  const text = workflow?.text ?? '';
  return useQuery({
    queryKey: ['workflow', workflow?.id ?? '', ...surroundings],
    queryFn: () => call('workflows.needs', { text }),
    enabled: workflow !== null,
    placeholderData: keepPreviousData,
    refetchOnMount: 'always',
    gcTime: 60_000,
  });
}

/** The rows for what is needed, with what was chosen and how far it has come. */
export function useRows({ data: needs, isPlaceholderData: isOld }: UseQueryResult<WorkflowNeeds>): PackRow[] {
  const choices = useWorkflow((state) => state.choices);
  const orders = useWorkflow((state) => state.orders);
  const rowOrder = useWorkflow((state) => state.rowOrder);
  const view = useQueue((state) => state.view);
  useEffect(() => {
    if (needs) noteRows(needs.packs.map(rowIdOf));
  }, [needs]);
  return useMemo(
    () => createRows(needs?.packs ?? [], { choices, orders, rowOrder, view, isOld }),
    [needs, choices, orders, rowOrder, view, isOld],
  );
}

const policies: readonly (PackPolicy | 'install-model')[] = [
  'enable',
  'install-registry',
  'install-nightly',
  'install-git-url',
  'install-model',
];

/** What the security policy says ahead, by its rows. */
export type Verdicts = ReadonlyMap<string, PolicyVerdict>;

/** Asks the policy before anything is tried. */
export function useVerdicts(): Verdicts {
  const answers = useQueries({
    queries: policies.map(verdictQuery),
  });
  return new Map(answers.flatMap(({ data }) => (data ? [[data.operation, data] as const] : [])));
}
