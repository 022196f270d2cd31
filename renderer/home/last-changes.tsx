import { Bookmark, History } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button';
import { FailureNotice } from '../components/feedback/failure-notice';
import { copyText } from '../state/queue/actions';
import { type ChangeDay, daysAgo, groupByDay } from './change-days';
import { useChanges } from '../state/packs/change-queries';
import { findAlone, useWayBackUnderWay } from './change-undo';
import { askToGoBack, askToUndo } from '../state/undo/undo-actions';
import { useUndoable } from '../state/undo/undo-queries';
import { useLocation } from '../navigation/location-store';
import type { FindPack } from '../state/packs/pack-index';
import { useDelayed } from '../hooks/use-delayed';
import { formatDay } from '../texts/formatting';
import { ChangeRow } from './change-row';
import { Section } from './section';
import { wordBatch } from '../state/packs/batch-words';

/** Says which day it was, the near ones in words. */
function useDayWords(nowMs: number): (timeMs: number) => string {
  const { t } = useTranslation();
  return (timeMs) => {
    const days = daysAgo(timeMs, nowMs);
    if (days === 0) return t('home.days.today');
    return days === 1 ? t('home.days.yesterday') : formatDay(timeMs, nowMs);
  };
}

interface DayProps {
  day: ChangeDay;
  nowMs: number;
  findPack: FindPack;
}

function Day({ day, nowMs, findPack }: DayProps) {
  const { t } = useTranslation();
  const dayWords = useDayWords(nowMs);
  const underWay = useWayBackUnderWay();
  const undoable = useUndoable();
  const { first } = day;
  const isToday = daysAgo(day.timeMs, nowMs) === 0;
  const name = dayWords(day.timeMs);
  const back = isToday ? t('home.days.backToYesterday') : t('home.days.backBefore', { day: name });
  return (
    <div className="mb-3 last:mb-0">
      <div className="mb-1 flex min-h-7 items-center gap-2">
        <h3 className="text-sm font-medium text-muted">{name}</h3>
        {first !== null && (
          <Button
            size="small"
            tone="quiet"
            className="ml-auto"
            data-testid="day-back"
            disabled={underWay !== null}
            icon={<History size={13} />}
            onClick={() => askToGoBack(first, name)}
          >
            {back}
          </Button>
        )}
      </div>
      <ul className="overflow-hidden rounded-panel border border-border bg-raised">
        {day.batches.map((batch) => {
          const words = wordBatch(t, batch, findPack);
          const alone = findAlone(batch, undoable);
          return (
            <ChangeRow
              key={batch.id}
              batch={batch}
              alone={alone}
              words={words}
              underWay={underWay}
              onUndo={() => (alone === null ? askToGoBack(batch) : askToUndo(alone.ui_id))}
            />
          );
        })}
      </ul>
    </div>
  );
}

function Body(props: Omit<DayProps, 'day'>) {
  const { t } = useTranslation();
  const changes = useChanges();
  const isSlow = useDelayed(changes.isPending);
  if (changes.error) {
    return (
      <FailureNotice title={t('home.changes.failedTitle')} error={changes.error} onCopy={copyText}>
        <Button size="small" onClick={() => void changes.refetch()}>
          {t('app.tryAgain')}
        </Button>
      </FailureNotice>
    );
  }
  if (!changes.data) return <p className="py-2 text-sm text-muted">{isSlow ? t('home.changes.loading') : ''}</p>;
  const days = groupByDay(changes.data);
  if (days.length > 0) return days.map((day) => <Day key={day.timeMs} day={day} {...props} />);
  return (
    <p className="rounded-panel border border-border bg-raised px-3.5 py-3 text-pretty text-muted">
      {t('home.changes.empty')}
    </p>
  );
}

/** What was changed last, by day, each with its way back. */
export function LastChanges({ nowMs, findPack }: { nowMs: number; findPack: FindPack }) {
  const { t } = useTranslation();
  const go = useLocation((state) => state.go);
  return (
    <Section
      testId="home-changes"
      title={t('home.changes.title')}
      actions={
        <Button
          size="small"
          tone="quiet"
          icon={<Bookmark size={13} />}
          onClick={() => go({ place: 'snapshots', snapshot: null })}
        >
          {t('home.changes.snapshots')}
        </Button>
      }
    >
      <Body nowMs={nowMs} findPack={findPack} />
    </Section>
  );
}
