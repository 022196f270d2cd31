import type { TFunction } from 'i18next';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { wasDone } from '../../../src/contract/task-outcome';
import type { HistoryItem, QueueView } from '../../../src/contract/tasks';
import { tellBriefly, tellWarning } from '../../hooks/toast';
import { clientId } from '../../state/queue/client-id';
import { useQueue } from '../../state/queue/queue-store';
import type { FindPack } from '../../state/packs/pack-index';
import { sayTask } from '../../state/packs/task-words';
import { usePacks } from '../../state/packs/use-packs';
import { undoTask } from '../../state/undo/undo-actions';
import { findUndoable, readUndoable } from '../../state/undo/undo-queries';
import { isShownByWorkflow } from '../../state/workflow/workflow-store';
import { tellUndoable } from './undo-toast';

const loadedAtStart = ['install', 'update', 'enable', 'disable', 'uninstall'];

function listNewlyDone(before: QueueView | null, now: QueueView | null): HistoryItem[] {
  if (!before || !now || before.finished[0] === now.finished[0]) return [];
  const known = new Set(before.finished.map((item) => `${item.ui_id} ${item.timestamp}`));
  return now.finished.filter(
    (item) => wasDone(item.outcome) && item.client_id === clientId && !known.has(`${item.ui_id} ${item.timestamp}`),
  );
}

/** Tells of tasks that went well, in their order. */
async function tellDone(items: readonly HistoryItem[], { t, findPack }: { t: TFunction; findPack: FindPack }) {
  const undoable = await readUndoable();
  for (const item of items) {
    const title = sayTask({ t, findPack }, item, 'done');
    const description = loadedAtStart.includes(item.kind) ? t('task.nextStart') : undefined;
    const found = item.kind === 'undo' ? null : findUndoable(undoable, item);
    const isUndoable = found !== null && found.state !== 'taken-back';
    if (item.outcome.status === 'warning') tellWarning(title, item.outcome.warnings.join(' '));
    else if (!isUndoable) tellBriefly(title, description);
    else tellUndoable({ title, description, undoLabel: t('undo.open'), onUndo: () => void undoTask(item.ui_id) });
  }
}

/**
 * A short word for every task of this window that went well, with the way back, and a longer one for what it warns of. Failures never pass by: they
 * stay on their row.
 */
export function useSuccessToasts(): void {
  const { t } = useTranslation();
  const { packIndex } = usePacks();
  useEffect(
    () =>
      useQueue.subscribe((now, before) => {
        // What the dialog of a workflow shows, its own row says, right before the person's eyes.
        const done = listNewlyDone(before.view, now.view).filter(({ ui_id }) => !isShownByWorkflow(ui_id));
        if (done.length > 0) void tellDone(done, { t, findPack: packIndex.findByName });
      }),
    [packIndex, t],
  );
}
