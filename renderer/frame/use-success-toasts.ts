import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { wasDone } from '../../src/contract/task-outcome';
import type { HistoryItem, QueueView } from '../../src/contract/tasks';
import { tellBriefly, tellWarning } from '../hooks/toast';
import { clientId } from '../state/queue/client-id';
import { useQueue } from '../state/queue/queue-store';
import { knowKind, nameTask } from '../state/packs/task-title';
import { usePacks } from '../state/packs/use-packs';
import { isShownByWorkflow } from '../state/workflow/workflow-store';

const loadedAtStart = ['install', 'update', 'enable', 'disable', 'uninstall'];

function listNewlyDone(before: QueueView | null, now: QueueView | null): HistoryItem[] {
  if (!before || !now || before.finished[0] === now.finished[0]) return [];
  const known = new Set(before.finished.map((item) => `${item.ui_id} ${item.timestamp}`));
  return now.finished.filter(
    (item) => wasDone(item.outcome) && item.client_id === clientId && !known.has(`${item.ui_id} ${item.timestamp}`),
  );
}

/** A short word for every task of this window that went well, and a longer one for what it warns of. Failures never pass by: they stay on their row. */
export function useSuccessToasts(): void {
  const { t } = useTranslation();
  const { packIndex } = usePacks();
  useEffect(
    () =>
      useQueue.subscribe((now, before) => {
        for (const item of listNewlyDone(before.view, now.view)) {
          // Its own row says so, right before the person's eyes.
          if (isShownByWorkflow(item.ui_id)) continue;
          const name = nameTask(item.params, packIndex.findByName);
          const title = t(`task.done.${knowKind(item.kind, item.params)}`, { name });
          const isLoadedLater = loadedAtStart.includes(item.kind);
          if (item.outcome.status === 'warning') tellWarning(title, item.outcome.warnings.join(' '));
          else tellBriefly(title, isLoadedLater ? t('task.nextStart') : undefined);
        }
      }),
    [packIndex, t],
  );
}
