import type { ErrorBody } from '../../src/contract/error-body';
import type { QueueTask, QueueView } from '../../src/contract/tasks/tasks';
import type { ModelRecord } from './model-record';

/** Kinds of tasks that work on one model. */
type ModelTaskKind = 'install-model' | 'remove-model';

interface OneTask {
  kind: ModelTaskKind;
  uiId: string;
}

/** What the queue is doing with one model. */
export interface BusyModel extends OneTask {
  phase: 'running' | 'waiting' | 'paused';
}

/** What the queue is doing, or failed to do, with one model. */
export type ModelActivity = BusyModel | (OneTask & { phase: 'failed'; error: ErrorBody });

type Params = Readonly<Record<string, unknown>>;

const nothing: Pick<QueueView, 'running' | 'pending' | 'paused' | 'finished'> = {
  running: [],
  pending: [],
  finished: [],
};

const isOfModels = (kind: string): kind is ModelTaskKind => kind === 'install-model' || kind === 'remove-model';

/** A download is known by where it comes from, a removal by where the file lies. */
function markOf(kind: ModelTaskKind, { path, url, filename }: Params): string {
  return kind === 'remove-model' ? `remove ${String(path)}` : `install ${String(url)} ${String(filename)}`;
}

/** What became of the newest task of one mark; null where it ended well. `place`: in the order in which they count. */
interface Settled {
  place: number;
  activity: ModelActivity | null;
}

/**
 * What the queue does with each model: with its file, or with its entry of the list. Running counts before waiting, waiting before how the newest one
 * ended.
 */
export function readModelActivities(
  view: QueueView | null,
): (record: Pick<ModelRecord, 'listed' | 'file'>) => ModelActivity | undefined {
  const settled = new Map<string, Settled>();
  const settle = (kind: string, params: Params, activityOf: (of: ModelTaskKind) => ModelActivity | null): void => {
    if (!isOfModels(kind)) return;
    const mark = markOf(kind, params);
    if (!settled.has(mark)) settled.set(mark, { place: settled.size, activity: activityOf(kind) });
  };
  const begun = ({ kind, params, ui_id: uiId }: QueueTask, phase: BusyModel['phase']): void =>
    settle(kind, params, (of) => ({ kind: of, phase, uiId }));
  const { running, pending, paused = [], finished } = view ?? nothing;
  for (const { task } of running) begun(task, 'running');
  for (const task of pending) begun(task, paused.includes(task.ui_id) ? 'paused' : 'waiting');
  for (const { kind, params, outcome, ui_id: uiId } of finished) {
    const { status } = outcome;
    settle(kind, params, (of) =>
      status === 'failed' ? { kind: of, phase: 'failed', uiId, error: outcome.error } : null,
    );
  }
  const find = (kind: ModelTaskKind, params: Params | null) =>
    params === null ? undefined : settled.get(markOf(kind, params));
  return ({ listed, file }) => {
    const found = [find('remove-model', file), find('install-model', listed)].filter((one) => one !== undefined);
    // What was settled first is the newest of both.
    const [newest] = found.sort((a, b) => a.place - b.place);
    return newest?.activity ?? undefined;
  };
}
