import { ArrowDownUp, ArrowDownWideNarrow, ArrowUpNarrowWide, Check } from 'lucide-react';
import { memo } from 'react';
import { t } from 'i18next';
import { ChoiceMenu } from '../../components/form/choice-menu';
import { MenuItem, MenuLine } from '../../components/menu';
import { type PackSort, packSorts } from '../../navigation/filters';
import { useLanguage } from '../../hooks/use-language';
import { go, useLocation } from '../../navigation/location-store';

/** Without a search nothing is more relevant than the rest, so the usual order is that by stars, and is called so. */
function useShownSort(): { shown: PackSort; offered: readonly PackSort[]; choose: (value: string) => void } {
  const isSearch = useLocation((state) => state.query.trim() !== '');
  const sort = useLocation((state) => state.sort);
  const choose = (value: string): void => {
    const chosen = packSorts.find((known) => known === value);
    if (chosen) go({ sort: chosen === 'stars' && !isSearch ? 'relevance' : chosen });
  };
  if (isSearch) return { shown: sort, offered: packSorts, choose };
  return {
    shown: sort === 'relevance' ? 'stars' : sort,
    offered: packSorts.filter((known) => known !== 'relevance'),
    choose,
  };
}

/** By what the list is sorted, and which way. It is memoised, because the counts beside it change with every key and it does not. */
export const SortMenu = memo(function SortMenu() {
  useLanguage();
  const { shown, offered, choose } = useShownSort();
  const isReversed = useLocation((state) => state.isReversed);
  const name = isReversed ? t('sorts.reversedOf', { sort: t(`sorts.${shown}`) }) : t(`sorts.${shown}`);
  const Icon = isReversed ? ArrowUpNarrowWide : ArrowDownWideNarrow;
  return (
    <ChoiceMenu
      label={t('sorts.label', { sort: name })}
      shown={t(`sorts.${shown}`)}
      icon={<Icon aria-hidden size={14} />}
      value={shown}
      options={offered.map((value) => ({ value, label: t(`sorts.${value}`) }))}
      onChoose={choose}
    >
      <MenuLine />
      <MenuItem
        icon={isReversed ? Check : ArrowDownUp}
        onSelect={() => go({ isReversed: !isReversed })}
        label={t('sorts.reverse')}
      />
    </ChoiceMenu>
  );
});
