import { History as HistoryIcon, Search } from 'lucide-react';
import type { RefObject } from 'react';
import { t } from 'i18next';
import type { QueueView } from '../../src/contract/tasks/tasks';
import { Button } from '../components/button';
import { EmptyState } from '../components/feedback/empty-state';
import { FailureNotice } from '../components/feedback/failure-notice';
import { RowList, type RowListHandle } from '../components/rows/row-list';
import { go, useLocation } from '../navigation/location-store';
import { usePacks } from '../state/packs/use-packs';
import { useUndoable } from '../state/undo/undo-queries';
import { HistoryDetails } from './history-details';
import { useHistoryMenu } from './history-menu';
import { HistoryRowContent } from './history-row';
import type { HistoryRow } from './history-rows';
import { listActs } from './row-acts';
import { type ShownHistory, useHistory } from './use-history';
import { ChipRow } from '../components/chip-row';
import { FilterChip } from '../components/filter-chip';
import { historyFilters } from '../navigation/filters';

/** What the history is about. */
function HistoryFilters() {
  const filter = useLocation((state) => state.historyFilter);
  return (
    <div className="h-11 shrink-0 border-b border-border px-4">
      <ChipRow label={t('activity.filters.label')}>
        {historyFilters.map((one) => (
          <FilterChip
            key={one}
            label={t(`activity.filters.${one}`)}
            count=""
            isOn={one === filter}
            onChoose={() => go({ historyFilter: one, historyKey: null })}
          />
        ))}
      </ChipRow>
    </div>
  );
}

const rowPx = 48;

function NothingFound() {
  return (
    <EmptyState icon={<Search size={20} />} title={t('packs.noMatchTitle')} text={t('activity.noMatchText')}>
      <Button onClick={() => go({ historyFilter: 'all', historyQuery: '' })}>{t('activity.showAll')}</Button>
    </EmptyState>
  );
}

function Older({ history: { readOlder, error, retry } }: { history: ShownHistory }) {
  if (error !== null) {
    return (
      <div className="shrink-0 p-3">
        <FailureNotice title={t('home.changes.failedTitle')} error={error} onRetry={retry} />
      </div>
    );
  }
  if (readOlder === null) return null;
  return (
    <div className="shrink-0 border-t border-border px-4 py-1.5">
      <Button size="small" tone="quiet" icon={<HistoryIcon size={13} />} onClick={readOlder}>
        {t('activity.older')}
      </Button>
    </div>
  );
}

interface HistoryProps {
  view: QueueView;
  listRef: RefObject<RowListHandle | null>;
}

/** What was done, newest first: batches below the heads of their days, and beside them all that is known of the selected one. */
export function History({ view, listRef }: HistoryProps) {
  const { findByName } = usePacks().packIndex;
  const history = useHistory(view);
  const filter = useLocation((state) => state.historyFilter);
  const text = useLocation((state) => state.historyQuery);
  const { rows, selected } = history;
  // Asked here once: rows come and go while a person scrolls.
  const undoable = useUndoable();
  const menu = useHistoryMenu(undoable, findByName);
  const select = (row: HistoryRow): void => go({ historyKey: row.key, taskId: null });
  return (
    <section aria-label={t('activity.finished')} className="flex min-h-0 flex-1 flex-col">
      <HistoryFilters />
      <div className="flex min-h-0 flex-1 flex-col min-[1100px]:flex-row">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col min-[1100px]:max-w-160 min-[1100px]:flex-[0_0_44%]">
          <div className="min-h-0 flex-1">
            {rows.length === 0 ? (
              <NothingFound />
            ) : (
              <RowList
                rows={rows}
                rowPx={rowPx}
                name="history"
                label={t('activity.finished')}
                selectedKey={selected?.key ?? null}
                handleRef={listRef}
                topWhen={`${filter} ${text}`}
                onSelect={select}
                onOpen={select}
                onMenu={menu.ask}
              >
                {(row, place) => (
                  <HistoryRowContent row={row} acts={listActs(row, undoable)} findPack={findByName} {...place} />
                )}
              </RowList>
            )}
          </div>
          <Older history={history} />
        </div>
        {selected !== undefined && <HistoryDetails row={selected} findPack={findByName} />}
      </div>
      {menu.shown}
    </section>
  );
}
