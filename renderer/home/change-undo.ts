import type { TaskProgress } from '../../src/contract/tasks';
import { useQueue } from '../state/queue/queue-store';

/** A restore that waits or runs. */
export interface RestoreUnderWay {
  target: string;
  progress: TaskProgress | null;
}

/** The restore that the queue works on, or will; null when there is none. */
export function useRestoreUnderWay(): RestoreUnderWay | null {
  const running = useQueue((state) => state.view?.running.find(({ task }) => task.kind === 'restore-snapshot')?.task);
  const pending = useQueue((state) => state.view?.pending.find(({ kind }) => kind === 'restore-snapshot'));
  const progress = useQueue((state) => (running ? (state.progress[running.ui_id] ?? null) : null));
  const task = running ?? pending;
  return task?.kind === 'restore-snapshot' ? { target: task.params.target, progress } : null;
}
