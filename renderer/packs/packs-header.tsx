import { RefreshCw } from 'lucide-react';
import type { RefObject } from 'react';
import { t } from 'i18next';
import type { CatalogueAge } from '../../src/contract/library/pack-table';
import { Button } from '../components/button';
import { classNames } from '../components/class-names';
import { IconButton } from '../components/icon-button';
import { AddressSearch } from '../components/form/place-search';
import { PlaceHeader } from '../components/place-header';
import { SteadyWords } from '../components/steady-words';
import { openReview } from '../navigation/window-store';
import { formatCount, formatMoment } from '../texts/formatting';
import { refreshNow } from '../state/packs/pack-queries';
import type { RowListHandle } from '../components/rows/row-list';
import { InstallFromMenu } from './install-from/install-from-menu';
import { SearchHelp } from './list/search-help';

interface PacksHeaderProps {
  listRef: RefObject<RowListHandle | null>;
  onOpen: () => void;
  catalogue: CatalogueAge | null;
  isRefreshing: boolean;
  /** Packs that are known to have something newer. */
  updateCount: number;
}

/** Title, search, and the one thing to do here. */
export function PacksHeader(props: PacksHeaderProps) {
  const { catalogue, isRefreshing, updateCount } = props;
  const asOf = catalogue?.asOf ? t('packs.asOf', { date: formatMoment(Date.parse(catalogue.asOf)) }) : '';
  const refreshWords = isRefreshing ? t('packs.refreshing') : [t('packs.refresh'), asOf].filter(Boolean).join(' · ');
  const [checkWords, updateWords] = [
    t('packs.checkUpdates'),
    t('packs.updateAll', { updates: formatCount(updateCount) }),
  ];
  return (
    <PlaceHeader
      title={t('places.packs')}
      search={
        <AddressSearch
          of="query"
          listRef={props.listRef}
          label={t('packs.search')}
          testId="pack-search"
          onEnter={props.onOpen}
        />
      }
      help={<SearchHelp />}
    >
      <IconButton
        label={refreshWords}
        side="bottom"
        disabled={isRefreshing}
        icon={<RefreshCw size={15} className={classNames(isRefreshing && 'animate-turn')} />}
        onClick={refreshNow}
      />
      <InstallFromMenu />
      <Button
        tone={updateCount > 0 ? 'primary' : 'plain'}
        data-testid="review-updates"
        onClick={() => openReview('packs')}
      >
        <SteadyWords shown={updateCount > 0 ? updateWords : checkWords} all={[checkWords, updateWords]} />
      </Button>
    </PlaceHeader>
  );
}
