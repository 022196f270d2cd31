import type { BatchSummary, UndoableTask } from '../../src/contract/changes';
import { isChangeOf } from '../../src/contract/tasks/task-outcome';
import type { QueueTask, TaskProgress } from '../../src/contract/tasks/tasks';
import { useQueue } from '../state/queue/queue-store';

/** A way back that waits or is gone: a snapshot that is restored, or the task whose change is taken back. */
export interface WayBackUnderWay {
  target: string;
  progress: TaskProgress | null;
}

function targetOf(task: QueueTask): string | null {
  if (task.kind === 'undo') return task.params.undo_ui_id;
  return task.kind === 'restore-snapshot' ? task.params.target : null;
}

/** The way back that the queue works on, or will; null when there is none. */
export function useWayBackUnderWay(): WayBackUnderWay | null {
  const running = useQueue((state) => state.view?.running.find(({ task }) => targetOf(task) !== null)?.task);
  const pending = useQueue((state) => state.view?.pending.find((task) => targetOf(task) !== null));
  const progress = useQueue((state) => (running ? (state.progress[running.ui_id] ?? null) : null));
  const task = running ?? pending;
  const target = task === undefined ? null : targetOf(task);
  return target === null ? null : { target, progress };
}

/** What the one task of a batch changed, where it was written down: it is taken back by itself. Callers use ids again, so it has to be of that time. Pure. */
export function findAlone(batch: BatchSummary, undoable: ReadonlyMap<string, UndoableTask>): UndoableTask | null {
  const done = batch.tasks.filter(({ result }) => result === 'success');
  // What was undone on the way is no change of the batch, unless it was all that it did.
  const changes = done.filter(({ kind }) => kind !== 'undo');
  const [only, ...others] = changes.length > 0 ? changes : done;
  const found = only === undefined || others.length > 0 ? undefined : undoable.get(only.ui_id);
  return found !== undefined && isChangeOf(batch, found) ? found : null;
}
