import { t } from 'i18next';
import { ChipRow } from '../components/chip-row';
import { FilterChip } from '../components/filter-chip';
import { historyFilters } from '../navigation/filters';
import { go, useLocation } from '../navigation/location-store';

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
