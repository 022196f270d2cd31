import { describeStep } from '../../texts/core-sentences';
import type { HistoryItem, QueueTask, QueueView } from '../../../src/contract/tasks/tasks';
import { createTask } from '../../state/queue/create-task';
import { requestPlanned } from '../../state/packs/plan/request-planned';
import { orderVersion, useVersionOrder, type VersionRequest } from '../../state/comfyui/version-order';
import { useQueue } from '../../state/queue/queue-store';

/** How a change of version goes. */
export type VersionProgress =
  | { phase: 'none' }
  /** Its packages are looked at. */
  | { phase: 'planning' }
  | { phase: 'waiting' }
  | { phase: 'running'; uiId: string; step: string | null; fraction: number | null }
  | { phase: 'ended'; item: HistoryItem };

function isChange({ kind }: Pick<QueueTask, 'kind'>): boolean {
  return kind === 'update-comfyui';
}

/** Finds the change that is under way, whoever ordered it, else how the one that was ordered here ended. Pure. */
export function findProgress(view: QueueView | null, uiId: string | null, isPlanned = false): VersionProgress {
  return findUnderWay(view) ?? findEnd(view, uiId) ?? { phase: isPlanned ? 'planning' : 'none' };
}

function findUnderWay(view: QueueView | null): VersionProgress | null {
  const running = view?.running.find(({ task }) => isChange(task));
  if (running) {
    const step = describeStep(running.progress).phase || null;
    return { phase: 'running', uiId: running.task.ui_id, step, fraction: running.progress?.fraction ?? null };
  }
  return view?.pending.some(isChange) === true ? { phase: 'waiting' } : null;
}

function findEnd(view: QueueView | null, uiId: string | null): VersionProgress | null {
  const item = view?.finished.find((finished) => finished.ui_id === uiId);
  return item ? { phase: 'ended', item } : null;
}

/** How the change of version goes that is under way, or was ordered here last. */
export function useVersionProgress(): VersionProgress {
  const view = useQueue((state) => state.view);
  const uiId = useVersionOrder(({ order }) => order?.uiId ?? null);
  const isPlanned = useVersionOrder((state) => state.isPlanned);
  const progress = findProgress(view, uiId, isPlanned);
  const report = useQueue((state) => (progress.phase === 'running' ? state.progress[progress.uiId] : undefined));
  if (progress.phase !== 'running' || !report) return progress;
  return { ...progress, step: describeStep(report).phase, fraction: report.fraction };
}

/** Queues a change of version, once its packages are looked at, and starts the queue. */
export async function changeVersion({ kind, name, params }: VersionRequest): Promise<void> {
  const uiId = crypto.randomUUID();
  await orderVersion({ kind, name, params, uiId }, () => requestPlanned(createTask('update-comfyui', params, uiId)));
}
