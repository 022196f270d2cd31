import { ArrowDownWideNarrow, Check, ChevronDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../components/class-names';
import { Menu, MenuChoice } from '../components/menu';
import { type PackFilter, packFilters, packSorts } from '../state/pack-search';
import { useLocation } from '../state/location-store';
import { formatCount } from '../texts/formatting';

interface FilterChipProps {
  filter: PackFilter;
  count: number | undefined;
  isOn: boolean;
  onChoose: () => void;
}

function FilterChip({ filter, count, isOn, onChoose }: FilterChipProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onChoose}
      className={classNames(
        'inline-flex h-7 shrink-0 items-center gap-1.5 rounded-full border px-2.5 text-sm font-medium transition-colors',
        isOn
          ? 'border-accent-border bg-accent-tint text-accent-text'
          : 'border-transparent text-muted hover:bg-hover hover:text-text',
      )}
    >
      {t(`filters.${filter}`)}
      <span className={classNames('text-xs font-normal tabular', isOn ? 'text-accent-text' : 'text-faint')}>
        {count === undefined ? '' : formatCount(count)}
      </span>
    </button>
  );
}

function SortMenu() {
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
}

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
  return (
    <div className="flex h-11 shrink-0 items-center gap-2 border-b border-border px-3">
      <div role="group" aria-label={t('filters.label')} className="flex min-w-0 items-center gap-0.5">
        {packFilters.map((name) => (
          <FilterChip
            key={name}
            filter={name}
            count={counts?.[name]}
            isOn={name === filter}
            onChoose={() => go({ filter: name })}
          />
        ))}
      </div>
      <span data-testid="row-count" className="ml-auto shrink-0 text-sm text-faint tabular">
        {counts && t('packs.count', { count: shown, shown: formatCount(shown) })}
      </span>
      <SortMenu />
    </div>
  );
}
