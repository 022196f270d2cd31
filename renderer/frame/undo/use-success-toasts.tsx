import { t } from 'i18next';
import { useEffect, useRef } from 'react';
import type { HistoryItem } from '../../../src/contract/tasks/tasks';
import { useWindow } from '../../navigation/window-store';
import { useQueue } from '../../state/queue/queue-store';
import { findBatch } from '../../state/packs/change-queries';
import { takeBatchBack, undoTask } from '../../state/undo/undo-actions';
import { findUndoable, readUndoable } from '../../state/undo/undo-queries';
import { isShownByWorkflow } from '../../state/workflow/workflow-store';
import { addToNews, type BatchNews, listNewlyDone, listWarnings } from './batch-toast';
import { useTaskListWords } from '../../state/packs/task-words';
import { showButtonToast } from '../../components/feedback/button-toast';

/** The way back of what belongs together: of one change by itself, of several by the snapshot from before them. */
async function findWayBack(items: readonly HistoryItem[]): Promise<(() => void) | null> {
  const undoable = await readUndoable();
  const own = items.filter((item) => item.kind !== 'undo' && findUndoable(undoable, item)?.state !== 'taken-back');
  const known = own.filter((item) => findUndoable(undoable, item) !== null);
  const [first, ...others] = known;
  if (first === undefined) return null;
  if (others.length === 0) return () => void undoTask(first.ui_id);
  const batchId = first.batch_id;
  return batchId === null ? null : () => void findBatch(batchId).then((batch) => batch && takeBatchBack(batch));
}

/** A trial of updates whose result the open review shows. */
function isShownByReview({ kind }: HistoryItem): boolean {
  return kind === 'rehearse-updates' && useWindow.getState().review !== null;
}

/** Calls packs by the titles of the moment: of what ends right after the start the catalogue comes later. */
function DoneTasks({ items }: Pick<BatchNews, 'items'>) {
  return useTaskListWords()(items, 'done');
}

/** Tells of a batch that went well, as far as it has come. */
async function showNews({ id, items }: BatchNews): Promise<void> {
  const onUndo = await findWayBack(items);
  const warning = listWarnings(items).length > 0 ? () => listWarnings(items).join(' ') : undefined;
  showButtonToast({
    ...{ id, title: () => <DoneTasks items={items} />, description: warning },
    tone: warning === undefined ? 'success' : 'warning',
    acts: onUndo === null ? [] : [{ label: () => t('undo.open'), testId: 'toast-undo', run: onUndo }],
  });
}

/**
 * One word for every batch of this window that went well, with the way back, and a longer one for what it warns of. Failures never pass by: they
 * stay on their row.
 */
export function useSuccessToasts(): void {
  const shown = useRef<readonly BatchNews[]>([]);
  const telling = useRef(Promise.resolve());
  useEffect(
    () =>
      useQueue.subscribe((now, before) => {
        // What the dialog of a workflow or the review shows, it says right before the person's eyes.
        const done = listNewlyDone(before.view, now.view).filter(
          (item) => !isShownByWorkflow(item.ui_id) && !isShownByReview(item),
        );
        if (done.length === 0) return;
        shown.current = addToNews(shown.current, done);
        // One after the other: of a batch the last word stands, with the way back as it is when that word is said.
        for (const news of shown.current) {
          const show = () => showNews(news);
          telling.current = telling.current.then(show, show);
        }
      }),
    [],
  );
}
