import { type PackFilter, packFilters, packSorts } from '../../navigation/filters';
import { ArrowDownWideNarrow, Check, ChevronDown } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { ChipRow } from '../../components/chip-row';
import { FilterChip } from '../../components/filter-chip';
import { Menu, MenuChoice } from '../../components/menu';
import { useLocation } from '../../navigation/location-store';
import { formatCount } from '../../texts/formatting';

// It is memoised, because the counts beside it change with every key and it does not.
const SortMenu = memo(function SortMenu() {
  const { t } = useTranslation();
  const sort = useLocation((state) => state.sort);
  const go = useLocation((state) => state.go);
  const options = packSorts.map((value) => ({ value, label: t(`sorts.${value}`) }));
  const choose = (value: string): void => {
    const chosen = packSorts.find((known) => known === value);
    if (chosen) go({ sort: chosen });
  };
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={t('sorts.label', { sort: t(`sorts.${sort}`) })}
          className="inline-flex h-7 shrink-0 items-center gap-1.5 rounded-control px-2 text-sm text-muted transition-colors hover:bg-hover hover:text-text data-[state=open]:bg-hover"
        >
          <ArrowDownWideNarrow aria-hidden size={14} />
          <span className="hidden min-[1100px]:inline">{t(`sorts.${sort}`)}</span>
          <ChevronDown aria-hidden size={12} className="hidden min-[1100px]:inline" />
        </button>
      }
    >
      <MenuChoice value={sort} options={options} onChoose={choose} mark={<Check size={14} />} />
    </Menu>
  );
});

interface FilterBarProps {
  /** Null while nothing is known. */
  counts: Record<PackFilter, number> | null;
  shown: number;
}

/** The chips that narrow the list, how many packs are left, and their order. */
export function FilterBar({ counts, shown }: FilterBarProps) {
  const { t } = useTranslation();
  const filter = useLocation((state) => state.filter);
  const go = useLocation((state) => state.go);
  // Most people hold no pack, so the chip is there from the first held one on.
  const isShown = (name: PackFilter): boolean => name !== 'held' || filter === 'held' || (counts?.held ?? 0) > 0;
  return (
    <div className="flex h-11 shrink-0 items-center gap-2 border-b border-border px-3">
      <ChipRow label={t('filters.label')}>
        {packFilters.filter(isShown).map((name) => (
          <FilterChip
            key={name}
            label={t(`filters.${name}`)}
            count={counts === null ? '' : formatCount(counts[name])}
            isOn={name === filter}
            isAlarm={name === 'problems' && (counts?.problems ?? 0) > 0}
            onChoose={() => go({ filter: name })}
          />
        ))}
      </ChipRow>
      <span className="flex-1" />
      {/* On a narrow window the chip that is on says it. */}
      <span data-testid="row-count" className="sr-only shrink-0 text-sm text-faint tabular min-[1100px]:not-sr-only">
        {counts && t('packs.count', { count: shown, shown: formatCount(shown) })}
      </span>
      <SortMenu />
    </div>
  );
}
