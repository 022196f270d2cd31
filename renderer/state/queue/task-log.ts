import { queryOptions, useQuery } from '@tanstack/react-query';
import type { AppError } from '../../../src/contract/errors';
import { call } from '../../bridge';
import { queryClient } from '../query-client';

const logQuery = (uiId: string) =>
  queryOptions({
    queryKey: ['task-log', uiId],
    queryFn: async (): Promise<readonly string[]> => (await call('queue.log', { ui_id: uiId })).lines,
    refetchOnMount: 'always',
    // Kept while it is looked at: it grows by events, which only its readers hear.
    gcTime: 0,
    structuralSharing: false,
  });

/** The log of a task, followed from its first answer on; `lines` is null until then. */
export function useTaskLog(uiId: string): { lines: readonly string[] | null; error: AppError | null } {
  const { data, error } = useQuery(logQuery(uiId));
  return { lines: data ?? null, error };
}

/** Takes new lines in. Those that come before the first answer are part of that answer. */
export function acceptLogLines(uiId: string, added: readonly string[]): void {
  queryClient.setQueryData(logQuery(uiId).queryKey, (lines) => lines && [...lines, ...added]);
}

/** Reads it once more, where somebody looks at it. */
export function readLogAgain(uiId: string): void {
  void queryClient.invalidateQueries({ queryKey: logQuery(uiId).queryKey });
}
