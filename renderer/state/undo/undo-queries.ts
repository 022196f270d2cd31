import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { UndoableTask, UndoPlan } from '../../../src/contract/changes';
import type { HistoryItem } from '../../../src/contract/tasks/tasks';
import { call } from '../../bridge';
import { queryClient } from '../query-client';

type Undoable = ReadonlyMap<string, UndoableTask>;

const listQuery = queryOptions({
  queryKey: ['undo', 'list'],
  queryFn: async (): Promise<Undoable> =>
    new Map((await call('undo.list', {})).tasks.map((task) => [task.ui_id, task] as const)),
  refetchOnMount: 'always',
});

const nothing: Undoable = new Map();

/** The tasks that can be taken back, by their ids; read again whenever a task has ended (renderer/state/queue/forget-ended.ts). */
export function useUndoable(): Undoable {
  return useQuery(listQuery).data ?? nothing;
}

/** The same, asked now; nothing where it cannot be read. */
export function readUndoable(): Promise<Undoable> {
  return queryClient.query({ ...listQuery, staleTime: 0 }).catch(() => nothing);
}

/** What is known of the change of a finished task: another one of the same id may have ended since, or have been all that changed something. */
export function findUndoable(undoable: Undoable, item: HistoryItem): UndoableTask | null {
  const { status } = item.outcome;
  const found = undoable.get(item.ui_id);
  if (found === undefined || (status !== 'done' && status !== 'warning')) return null;
  const atMs = Date.parse(found.at);
  // A clock that was put back gives changes the millisecond after the last one (ChangeRecords.nextTime), so their end is no bound.
  return atMs >= Date.parse(item.started_at) ? found : null;
}

/** What taking back the change of a task would do now. */
export function useUndoPlan(uiId: string): UseQueryResult<UndoPlan> {
  return useQuery({
    queryKey: ['undo', 'plan', uiId],
    queryFn: () => call('undo.plan', { ui_id: uiId }),
    // The disk may be another one each time it is looked at.
    refetchOnMount: 'always',
    gcTime: 0,
  });
}
