import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Variable, Variables } from '../../../src/contract/operations/variables';
import { call } from '../../bridge';
import { queryClient } from '../query-client';
import { createSharedWrite, type WriteState } from '../shared-write';

const variablesQuery = queryOptions({ queryKey: ['comfyui', 'variables'], queryFn: () => call('variables.list', {}) });

/** The environment variables that ComfyUI and its installers get; undefined until they are known. */
export function useVariables(): readonly Variable[] | undefined {
  return useQuery(variablesQuery).data?.variables;
}

/** One variable as it is to be; `value` null takes it away. */
export interface VariableWrite {
  name: string;
  value: string | null;
}

const writes = createSharedWrite<VariableWrite, Variables>({
  key: ['comfyui', 'variable-write'],
  run: ({ name, value }, by) =>
    value === null ? by('variables.remove', { name }) : by('variables.set', { name, value }),
  onDone: (variables) => queryClient.setQueryData(variablesQuery.queryKey, variables),
});

/** How the newest change of a variable goes, or why it was refused. */
export function useVariableWrite(): WriteState<VariableWrite, Variables> {
  return writes.use();
}

/** Sets a variable, or takes it away. Answers whether it was done. */
export function writeVariable(write: VariableWrite): Promise<boolean> {
  return writes.start(write);
}

/** Forgets why the last change was refused. */
export function forgetVariableRefusal(): void {
  writes.forget();
}
