import type { QueueView } from './tasks';

/** How many finished tasks a view holds. */
export const shownFinishedTasks = 200;

/**
 * The view after a change. In a change `finished` holds only what ended since the change before, newest first: two hundred finished tasks
 * with every change would cost more than the change.
 */
export function applyQueueChange(view: QueueView | null, change: QueueView): QueueView {
  const isNew = new Set(change.finished.map(({ ui_id, timestamp }) => `${ui_id} ${timestamp}`));
  const known = (view?.finished ?? []).filter(({ ui_id, timestamp }) => !isNew.has(`${ui_id} ${timestamp}`));
  const finished = [...change.finished, ...known].slice(0, shownFinishedTasks);
  const carried = change.carried ?? view?.carried;
  return { ...change, finished, ...(carried && { carried }) };
}
