import { QueueTask } from '../../../src/contract/tasks/tasks';
import { clientId } from './client-id';

/** The same work again under a new id; undefined for kinds this window does not know. */
export function repeatTask(
  kind: string,
  params: Readonly<Record<string, unknown>>,
  uiId: string,
): QueueTask | undefined {
  const repeated = QueueTask.safeParse({
    ui_id: uiId,
    client_id: clientId,
    kind,
    params: { ...params, ui_id: undefined },
  });
  return repeated.success ? repeated.data : undefined;
}
