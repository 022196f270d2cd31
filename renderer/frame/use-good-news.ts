import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryItem, QueueView } from '../../src/contract/tasks';
import { tellBriefly } from '../state/brief-news';
import { clientId } from '../state/client-id';
import { useQueue } from '../state/queue-store';
import { knowKind, nameTask } from '../state/task-title';
import { usePacks } from '../state/use-packs';
import { isShownByWorkflow } from '../state/workflow-store';

const loadedAtStart = ['install', 'update', 'enable', 'disable', 'uninstall'];

function listNewlyDone(before: QueueView | null, now: QueueView | null): HistoryItem[] {
  if (!before || !now || before.finished[0] === now.finished[0]) return [];
  const known = new Set(before.finished.map((item) => `${item.ui_id} ${item.timestamp}`));
  return now.finished.filter(
    (item) =>
      item.outcome.status === 'done' && item.client_id === clientId && !known.has(`${item.ui_id} ${item.timestamp}`),
  );
}

/** A short word for every task of this window that went well. Failures never pass by: they stay on their row. */
export function useGoodNews(): void {
  const { t } = useTranslation();
  const { shelf } = usePacks();
  useEffect(
    () =>
      useQueue.subscribe((now, before) => {
        for (const item of listNewlyDone(before.view, now.view)) {
          // Its own row says so, right before the person's eyes.
          if (isShownByWorkflow(item.ui_id)) continue;
          const name = nameTask(item.params, shelf.findByName);
          const isLoadedLater = loadedAtStart.includes(item.kind);
          tellBriefly(
            t(`task.done.${knowKind(item.kind, item.params)}`, { name }),
            isLoadedLater ? t('task.nextStart') : undefined,
          );
        }
      }),
    [shelf, t],
  );
}
