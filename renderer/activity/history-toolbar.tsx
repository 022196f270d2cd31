import type { RefObject } from 'react';
import { t } from 'i18next';
import { ChipRow } from '../components/chip-row';
import { FilterChip } from '../components/filter-chip';
import { PlaceSearch } from '../components/form/place-search';
import type { RowListHandle } from '../components/rows/row-list';
import { historyFilters } from '../navigation/filters';
import { go, useLocation } from '../navigation/location-store';

/** The search of the history. */
export function HistorySearch({ listRef }: { listRef: RefObject<RowListHandle | null> }) {
  const query = useLocation((state) => state.historyQuery);
  return (
    <PlaceSearch
      listRef={listRef}
      value={query}
      label={t('activity.search')}
      testId="history-search"
      onChange={(historyQuery) => go({ historyQuery, historyKey: null })}
    />
  );
}

/** What the history is about. */
export function HistoryFilters() {
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
