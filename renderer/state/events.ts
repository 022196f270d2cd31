import { toAppError } from '../../src/contract/errors';
import type { AppEvent } from '../../src/contract/events';
import { applyQueueChange } from '../../src/contract/queue-change';
import type { QueueView } from '../../src/contract/tasks';
import { call, onEvent } from '../bridge';
import { acceptInstallations } from './installation/installation-queries';
import { acceptShown, countSwitches } from './installation-switch';
import { acceptLogLines, openLog, useLog } from './queue/log-store';
import { queryClient, readCatalogueDate } from './queries';
import { acceptProgress, acceptQueueView, useQueue } from './queue/queue-store';
import { showPlace } from '../navigation/show-place';

function forget(...queryKey: string[]): void {
  void queryClient.invalidateQueries({ queryKey });
}

/** The last lines of a finished log may have come before its reader: it is read once more. */
function finishLog(before: QueueView | null, now: QueueView): void {
  const { uiId } = useLog.getState();
  const wasRunning = before?.running.some(({ task }) => task.ui_id === uiId) ?? false;
  const isRunning = now.running.some(({ task }) => task.ui_id === uiId);
  if (wasRunning && !isRunning) void openLog(uiId);
}

/** A download that ended has put a file there, or has not. */
function finishModels(before: QueueView | null, now: QueueView): void {
  const running = new Set(now.running.map(({ task }) => task.ui_id));
  const ended = before?.running.filter(({ task }) => !running.has(task.ui_id)) ?? [];
  if (ended.some(({ task }) => task.kind === 'install-model')) forget('models');
}

function acceptView(view: QueueView): void {
  finishLog(useQueue.getState().view, view);
  finishModels(useQueue.getState().view, view);
  acceptQueueView(view);
}

function acceptInstallation(event: Extract<AppEvent, { name: 'cmd-installation-changed' }>): void {
  acceptShown(event.payload);
  if (event.payload.installation) void loadQueue();
}

function acceptEvent(event: AppEvent): void {
  switch (event.name) {
    case 'cmd-queue-changed':
      return acceptView(applyQueueChange(useQueue.getState().view, event.payload));
    case 'cmd-task-progress':
      return acceptProgress(event.payload, Date.now());
    case 'cmd-log':
      return acceptLogLines(event.payload.ui_id, event.payload.lines);
    case 'cmd-packs-changed':
      forget('snapshots');
      // ComfyUI's own version may be another one.
      forget('installation');
      return forget('packs');
    case 'cmd-catalogue-changed':
      if (event.payload.asOf !== readCatalogueDate()) forget('catalogue', 'cache');
      return forget('versions');
    case 'cmd-installation-changed':
      return acceptInstallation(event);
    case 'cmd-installations-changed':
      return acceptInstallations(event.payload.installations);
    case 'cmd-show-place':
      return showPlace(event.payload);
    default:
      return;
  }
}

/** Reads the queue as it is now. Why it could not be read is kept for the place that shows it. */
export async function loadQueue(): Promise<void> {
  const asked = countSwitches();
  try {
    const view = await call('queue.view', {});
    if (asked === countSwitches()) acceptView(view);
  } catch (thrown) {
    if (asked === countSwitches()) useQueue.setState({ viewError: toAppError(thrown) });
  }
}

/** Feeds the stores and the kept answers from the core's events; returns its undo. */
export function followEvents(): () => void {
  return onEvent(acceptEvent);
}
