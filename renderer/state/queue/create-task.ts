import type { TaskKind, TaskOf } from '../../../src/contract/tasks/tasks';
import { clientId } from './client-id';

/** A task as this window orders it. */
export interface OrderedTask<K extends TaskKind> {
  ui_id: string;
  client_id: string;
  kind: K;
  params: TaskOf<K>['params'];
}

/** A task of this window; `uiId` where the caller has to know the id before. */
export function createTask<K extends TaskKind>(
  kind: K,
  params: TaskOf<K>['params'],
  uiId: string = crypto.randomUUID(),
): OrderedTask<K> {
  return { ui_id: uiId, client_id: clientId, kind, params };
}
