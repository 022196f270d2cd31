import type { HistoryItem, QueueTask, QueueView } from '../../../src/contract/tasks/tasks';
import { forgetAnswers } from '../query-client';
import { useQueue } from './queue-store';
import { readLogAgain } from './task-log';

const kindsOfModels: ReadonlySet<string> = new Set([
  ...['install-model', 'remove-model', 'link-models', 'move-model', 'use-models-folder', 'move-models-folder', 'undo'],
]);

/** What ran before and does not any more. */
function listEnded(before: QueueView, now: QueueView): QueueTask[] {
  const running = new Set(now.running.map(({ task }) => task.ui_id));
  return before.running.map(({ task }) => task).filter(({ ui_id }) => !running.has(ui_id));
}

/** What finished between two views. A quick task may never have been seen running: views are told at most so often. */
function listNewlyFinished(before: QueueView, now: QueueView): HistoryItem[] {
  const last = before.finished[0];
  const isLast = (item: HistoryItem) => item.ui_id === last?.ui_id && item.timestamp === last.timestamp;
  const known = now.finished.findIndex(isLast);
  return known < 0 ? now.finished : now.finished.slice(0, known);
}

function forgetBetween(before: QueueView, now: QueueView): void {
  const ended = listEnded(before, now);
  // The last lines of a finished log may have come before its reader: it is read once more.
  for (const { ui_id } of ended) readLogAgain(ui_id);
  const finished = listNewlyFinished(before, now);
  // What ended has put a model there or taken one away, or has not; an undo may have done either.
  if ([...ended, ...finished].some(({ kind }) => kindsOfModels.has(kind))) forgetAnswers('models');
  // Whatever ended may have changed something, or have taken a change back.
  if (before.finished[0] !== now.finished[0]) forgetAnswers('undo');
  const hasRunUnseen = !now.isProcessing && finished.length > 0;
  // The packs are done where the download of a model goes on.
  const hasBatchEnded = before.batchesEnded !== now.batchesEnded;
  if (before.isProcessing === now.isProcessing && !hasRunUnseen && !hasBatchEnded) return;
  // A queue that has begun or ended writes records and takes room.
  forgetAnswers('changes');
  forgetAnswers('python');
  if (now.isProcessing && !hasBatchEnded) return;
  // What only an end can tell is not read while it works.
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
