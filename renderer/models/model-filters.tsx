import { type ModelFilter, modelFilters, modelSorts } from '../navigation/filters';
import { ArrowDownWideNarrow } from 'lucide-react';
import { t } from 'i18next';
import { ChipRow } from '../components/chip-row';
import { FilterChip } from '../components/filter-chip';
import { ChoiceMenu } from '../components/form/choice-menu';
import { MultiChoice } from '../components/form/multi-choice';
import { go, useLocation } from '../navigation/location-store';
import { type ModelResult } from './model-search';
import { splitTypes, toggleType } from './model-type';
import { formatBytes, formatCount, formatList } from '../texts/formatting';

/** Types are many, and mostly more than one is of interest. */
function TypeChoice({ values }: { values: readonly string[] }) {
  const text = useLocation((state) => state.modelType);
  const chosen = splitTypes(text);
  const every = t('models.every.modelType');
  const shown =
    chosen.length > 1
      ? t('models.types', { count: chosen.length, shown: formatCount(chosen.length) })
      : (chosen[0] ?? every);
  return (
    <MultiChoice
      label={t('models.narrow.modelType', { value: chosen.length === 0 ? every : formatList(chosen) })}
      shown={shown}
      // What is chosen stays in the list, also when nothing of it is left.
      values={[...new Set([...chosen, ...values])].sort()}
      chosen={chosen}
      searchLabel={t('models.searchTypes')}
      everyLabel={every}
      testId="model-types"
      onToggle={(type) => go({ modelType: toggleType(text, type) })}
      onClear={() => go({ modelType: '' })}
    />
  );
}

function BaseChoice({ values }: { values: readonly string[] }) {
  const value = useLocation((state) => state.modelBase);
  const every = t('models.every.modelBase');
  const shown = value === '' ? every : value;
  // What is chosen stays in the menu, also when nothing of it is left.
  const offered = value === '' || values.includes(value) ? values : [value, ...values];
  return (
    <ChoiceMenu
      label={t('models.narrow.modelBase', { value: shown })}
      shown={shown}
      isOn={value !== ''}
      value={value}
      options={[{ value: '', label: every }, ...offered.map((option) => ({ value: option, label: option }))]}
      onChoose={(chosen) => go({ modelBase: chosen })}
    />
  );
}

function SortMenu() {
  const sort = useLocation((state) => state.modelSort);
  return (
    <ChoiceMenu
      label={t('sorts.label', { sort: t(`models.sorts.${sort}`) })}
      shown={t(`models.sorts.${sort}`)}
      icon={<ArrowDownWideNarrow aria-hidden size={14} />}
      value={sort}
      options={modelSorts.map((value) => ({ value, label: t(`models.sorts.${value}`) }))}
      onChoose={(chosen) => go({ modelSort: modelSorts.find((known) => known === chosen) ?? 'name' })}
    />
  );
}

/** The chips and menus that narrow the list, what it takes on disk, and its order. */
export function ModelFilters({ result }: { result: ModelResult }) {
  const { filter } = result;
  // Where nothing is saved, no model is named by a workflow.
  const isOffered = (name: ModelFilter): boolean => name !== 'unused' || result.counts.unused > 0 || filter === name;
  return (
    <div className="flex h-11 shrink-0 items-center gap-2 border-b border-border px-3">
      <ChipRow label={t('models.filterLabel')}>
        {modelFilters.filter(isOffered).map((name) => (
          <FilterChip
            key={name}
            label={t(`models.filters.${name}`)}
            count={name === 'online' && filter !== name ? '' : formatCount(result.counts[name])}
            isOn={filter === name}
            onChoose={() => go({ modelFilter: name })}
          />
        ))}
      </ChipRow>
      <div className="ml-auto flex shrink-0 items-center gap-1">
        {result.diskBytes > 0 && (
          <span className="mr-1 hidden text-sm text-faint tabular min-[1100px]:inline">
            {t('models.diskUse', { size: formatBytes(result.diskBytes) })}
          </span>
        )}
        <TypeChoice values={result.types} />
        <BaseChoice values={result.bases} />
        <SortMenu />
      </div>
    </div>
  );
}
