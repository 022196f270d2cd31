import { History } from 'lucide-react';
import { t } from 'i18next';
import type { BatchSummary } from '../../src/contract/changes';
import { Button } from '../components/button';
import { FailureNotice } from '../components/feedback/failure-notice';
import { useDelayed } from '../hooks/use-delayed';
import { go } from '../navigation/location-store';
import { titleOfEntry } from '../state/packs/batch-words';
import { useChanges } from '../state/packs/change-queries';
import type { FindPack } from '../state/packs/pack-index';
import { hasChanged, type HistoryEntry, listHistory } from '../state/queue/history-entries';
import { useQueue } from '../state/queue/queue-store';
import { takeBack, takeBatchBack } from '../state/undo/undo-actions';
import { useUndoable } from '../state/undo/undo-queries';
import { ChangeRow } from './change-row';
import { findAlone, useWayBackUnderWay } from './change-undo';
import { FirstSteps } from './first-steps';
import { Section } from './section';

/** The history itself is in Activity, with what failed or changed nothing. */
const shownChanges = 3;
const noTasks = { finished: [] };

interface ShownChange {
  entry: HistoryEntry;
  batch: BatchSummary;
}

function Rows({ changes, findPack }: { changes: readonly ShownChange[]; findPack: FindPack }) {
  const underWay = useWayBackUnderWay();
  const undoable = useUndoable();
  return (
    <ul className="overflow-hidden rounded-panel border border-border bg-raised">
      {changes.map(({ entry, batch }) => {
        const alone = findAlone(batch, undoable);
        return (
          <ChangeRow
            key={batch.id}
            batch={batch}
            alone={alone}
            status={entry.status}
            title={titleOfEntry(findPack, entry)}
            underWay={underWay}
            onShow={() => go({ ...wholeHistory, historyKey: batch.id })}
            onUndo={() => void (alone === null ? takeBatchBack(batch) : takeBack(alone.ui_id))}
          />
        );
      })}
    </ul>
  );
}

const wholeHistory = {
  place: 'activity',
  taskId: null,
  historyFilter: 'all',
  historyQuery: '',
  historyKey: null,
} as const;

interface BodyProps {
  changes: ReturnType<typeof useChanges>;
  shown: readonly ShownChange[];
  findPack: FindPack;
}

function Body({ changes, shown, findPack }: BodyProps) {
  const isSlow = useDelayed(changes.isPending);
  if (changes.error) {
    return (
      <FailureNotice
        title={t('home.changes.failedTitle')}
        error={changes.error}
        onRetry={() => void changes.refetch()}
      />
    );
  }
  if (!changes.data) return <p className="py-2 text-sm text-muted">{isSlow ? t('home.changes.loading') : ''}</p>;
  return shown.length > 0 ? <Rows changes={shown} findPack={findPack} /> : <FirstSteps />;
}

/** What was changed last, in three lines with the way back; the history itself is in Activity. Where nothing was, what a person can begin with. */
export function LastChanges({ findPack }: { findPack: FindPack }) {
  const changes = useChanges();
  const view = useQueue((state) => state.view);
  const shown = listHistory(view ?? noTasks, changes.data ?? [])
    .flatMap((entry) => (entry.batch !== null && hasChanged(entry) ? [{ entry, batch: entry.batch }] : []))
    .slice(0, shownChanges);
  const isNew = changes.data !== undefined && shown.length === 0;
  return (
    <Section
      testId="home-changes"
      title={t(isNew ? 'home.first.title' : 'home.changes.title')}
      actions={
        isNew ? undefined : (
          <Button size="small" tone="quiet" icon={<History size={13} />} onClick={() => go(wholeHistory)}>
            {t('activity.showAll')}
          </Button>
        )
      }
    >
      <Body changes={changes} shown={shown} findPack={findPack} />
    </Section>
  );
}
