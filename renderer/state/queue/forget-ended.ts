import type { QueueTask, QueueView } from '../../../src/contract/tasks';
import { forgetAnswers } from '../query-client';
import { useQueue } from './queue-store';
import { readLogAgain } from './task-log';

/** What ran before and does not any more. */
function listEnded(before: QueueView, now: QueueView): QueueTask[] {
  const running = new Set(now.running.map(({ task }) => task.ui_id));
  return before.running.map(({ task }) => task).filter(({ ui_id }) => !running.has(ui_id));
}

function forgetBetween(before: QueueView, now: QueueView): void {
  const ended = listEnded(before, now);
  // The last lines of a finished log may have come before its reader: it is read once more.
  for (const { ui_id } of ended) readLogAgain(ui_id);
  // A download that ended has put a file there, or has not.
  if (ended.some(({ kind }) => kind === 'install-model')) forgetAnswers('models');
  // Whatever ended may have changed something, or have taken a change back.
  if (before.finished[0] !== now.finished[0]) forgetAnswers('undo');
  if (before.isProcessing === now.isProcessing) return;
  // A queue that has begun or ended writes records and takes room.
  forgetAnswers('changes');
  forgetAnswers('python');
  forgetAnswers('disk', 'kept');
  forgetAnswers('disk', 'leftovers');
}

/** Watches the queue, and forgets the answers that tasks which have ended made old; returns its undo. */
export function forgetWhatEnded(): () => void {
  return useQueue.subscribe(({ view: now }, { view: before }) => {
    // Without a view before, as at a start or a switch of installation, nothing was read that could be old.
    if (before !== null && now !== null && before !== now) forgetBetween(before, now);
  });
}
