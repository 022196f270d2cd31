import { toAppError } from '../../../src/contract/errors';
import type { QueueTask, QueueView } from '../../../src/contract/tasks';
import { call } from '../../bridge';
import { readGeneration } from '../installation/generation';
import { forgetAnswers } from '../query-client';
import { acceptQueueView, useQueue } from './queue-store';
import { readLogAgain } from './task-log';

/** What ran before and does not any more. */
function listEnded(before: QueueView | null, now: QueueView): QueueTask[] {
  const running = new Set(now.running.map(({ task }) => task.ui_id));
  return (before?.running ?? []).map(({ task }) => task).filter(({ ui_id }) => !running.has(ui_id));
}

/** A queue that has begun or ended writes records and takes room. */
function forgetRecords(before: QueueView | null, now: QueueView): void {
  if (before === null || before.isProcessing === now.isProcessing) return;
  forgetAnswers('changes');
  forgetAnswers('python');
  forgetAnswers('disk', 'kept');
  forgetAnswers('disk', 'leftovers');
}

/** Takes a view of the queue in, and forgets what tasks that have ended since the last one made old. */
export function acceptView(view: QueueView): void {
  const before = useQueue.getState().view;
  const ended = listEnded(before, view);
  // The last lines of a finished log may have come before its reader: it is read once more.
  for (const { ui_id } of ended) readLogAgain(ui_id);
  // A download that ended has put a file there, or has not.
  if (ended.some(({ kind }) => kind === 'install-model')) forgetAnswers('models');
  forgetRecords(before, view);
  acceptQueueView(view);
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
