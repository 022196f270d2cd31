import { type PackFilter, packFilters } from '../../navigation/filters';
import { t } from 'i18next';
import { ChipRow } from '../../components/chip-row';
import { FilterChip } from '../../components/filter-chip';
import { go, useLocation } from '../../navigation/location-store';
import { formatCount } from '../../texts/formatting';
import { SortMenu } from './sort-menu';
import { ViewsMenu } from './views-menu';

const rare: ReadonlySet<PackFilter> = new Set(['left-out', 'held', 'favourites']);
/** Where a pack comes from is searched by `@registry` and `@git`: a chip of them is only there for a link that has one. */
const ofOrigin: ReadonlySet<PackFilter> = new Set(['registry', 'git']);

interface FilterBarProps {
  /** Null while nothing is known. */
  counts: Record<PackFilter, number> | null;
  shown: number;
}

/** The chips that narrow the list, how many packs are left, and their order. */
export function FilterBar({ counts, shown }: FilterBarProps) {
  const filter = useLocation((state) => state.filter);
  // Most people hold no pack, mark none and start with all, so these chips are there from the first one on.
  const isShown = (name: PackFilter): boolean =>
    filter === name || (!ofOrigin.has(name) && (!rare.has(name) || (counts?.[name] ?? 0) > 0));
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
      <ViewsMenu />
      <SortMenu />
    </div>
  );
}
