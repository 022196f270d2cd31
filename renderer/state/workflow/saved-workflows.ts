import { queryOptions, useQuery } from '@tanstack/react-query';
import type { OperationArgument, OperationOutput } from '../../../src/contract/operations';
import { call } from '../../bridge';

const savedQuery = queryOptions({
  queryKey: ['workflow', 'saved'],
  queryFn: async () => (await call('workflows.saved', {})).workflows,
  // They are files of ComfyUI, which no event tells of.
  staleTime: 0,
  refetchOnMount: 'always',
});

/** The workflows that are saved in the installation. */
export function useSavedWorkflows(): OperationOutput<'workflows.saved'>['workflows'] {
  return useQuery(savedQuery).data ?? [];
}

/** The enabled packs that a workflow uses, by name. Throws the AppError that says why they are not known. */
export async function readPacksOf(workflow: OperationArgument<'workflows.packs'>): Promise<string[]> {
  return (await call('workflows.packs', workflow)).packs;
}
