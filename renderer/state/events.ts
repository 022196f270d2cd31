import { toAppError } from '../../src/contract/errors';
import type { AppEvent } from '../../src/contract/events';
import { applyQueueChange } from '../../src/contract/queue-change';
import type { QueueTask, QueueView } from '../../src/contract/tasks';
import { call, onEvent } from '../bridge';
import { acceptInstallations } from './installation/installation-queries';
import { readGeneration } from './installation/generation';
import { acceptShown } from './installation-switch';
import { acceptLogLines, readLogAgain } from './queue/task-log';
import { queryClient } from './query-client';
import { readCatalogueDate } from './packs/pack-queries';
import { acceptProgress, acceptQueueView, useQueue } from './queue/queue-store';
import { showPlace } from '../navigation/show-place';

function forget(...queryKey: string[]): void {
  void queryClient.invalidateQueries({ queryKey });
}

/** What ran before and does not any more. */
function listEnded(before: QueueView | null, now: QueueView): QueueTask[] {
  const running = new Set(now.running.map(({ task }) => task.ui_id));
  return (before?.running ?? []).map(({ task }) => task).filter(({ ui_id }) => !running.has(ui_id));
}

/** A queue that has begun or ended writes records and takes room. */
function forgetRecords(before: QueueView | null, now: QueueView): void {
  if (before === null || before.isProcessing === now.isProcessing) return;
  forget('changes');
  forget('disk', 'kept');
  forget('disk', 'leftovers');
}

function acceptView(view: QueueView): void {
  const before = useQueue.getState().view;
  const ended = listEnded(before, view);
  // The last lines of a finished log may have come before its reader: it is read once more.
  for (const { ui_id } of ended) readLogAgain(ui_id);
  // A download that ended has put a file there, or has not.
  if (ended.some(({ kind }) => kind === 'install-model')) forget('models');
  forgetRecords(before, view);
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
  const asked = readGeneration();
  try {
    const view = await call('queue.view', {});
    if (asked === readGeneration()) acceptView(view);
  } catch (thrown) {
    if (asked === readGeneration()) useQueue.setState({ viewError: toAppError(thrown) });
  }
}

/** Feeds the stores and the kept answers from the core's events; returns its undo. */
export function followEvents(): () => void {
  return onEvent(acceptEvent);
}
