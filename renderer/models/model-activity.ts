import type { ErrorBody } from '../../src/contract/error-body';
import type { QueueTask, QueueView } from '../../src/contract/tasks';
import type { ModelRow } from '../../src/contract/models';

/** What the queue is doing, or failed to do, with one model. */
export type ModelActivity =
  { phase: 'running' | 'waiting'; uiId: string } | { phase: 'failed'; uiId: string; error: ErrorBody };

type Params = Readonly<Record<string, unknown>>;

const nothing: Pick<QueueView, 'running' | 'pending' | 'finished'> = { running: [], pending: [], finished: [] };

function markOf(params: Params): string {
  return `${String(params['url'])} ${String(params['filename'])}`;
}

/** What the queue does with each model of the list. Running counts before waiting, waiting before how the newest one ended. */
export function readModelActivities(view: QueueView | null): (row: ModelRow) => ModelActivity | undefined {
  const settled = new Map<string, ModelActivity | null>();
  const settle = (kind: string, params: Params, activity: ModelActivity | null): void => {
    if (kind === 'install-model' && !settled.has(markOf(params))) settled.set(markOf(params), activity);
  };
  const begun = ({ kind, params, ui_id: uiId }: QueueTask, phase: 'running' | 'waiting'): void =>
    settle(kind, params, { phase, uiId });
  const { running, pending, finished } = view ?? nothing;
  for (const { task } of running) begun(task, 'running');
  for (const task of pending) begun(task, 'waiting');
  for (const { kind, params, outcome, ui_id: uiId } of finished) {
    settle(kind, params, outcome.status === 'failed' ? { phase: 'failed', uiId, error: outcome.error } : null);
  }
  return ({ url, filename }) => settled.get(markOf({ url, filename })) ?? undefined;
}
