import { Link2Off, PackageOpen, SearchX } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { EmptyState } from '../components/feedback/empty-state';
import type { Location } from '../navigation/location';
import { go, useLocation } from '../navigation/location-store';
import { openInstallDialog } from '../navigation/window-store';
import { refreshNow } from '../state/packs/pack-queries';
import { formatCount } from '../texts/formatting';

/** The filters that have words of their own; what is left out is never empty without a search. */
const filterTexts = {
  problems: ['packs.noneTitles.problems', 'packs.noneProblemsText'],
  'left-out': ['packs.noneTitles.left-out', 'packs.noneText'],
  installed: ['packs.noneTitles.installed', 'packs.noneInstalledText'],
  updates: ['packs.noneTitles.updates', 'packs.noneUpdatesText'],
  disabled: ['packs.noneTitles.disabled', 'packs.noneDisabledText'],
  held: ['packs.noneTitles.held', 'packs.noneHeldText'],
  favourites: ['packs.noneTitles.favourites', 'packs.noneFavouritesText'],
} as const;

const isKnown = (filter: string): filter is keyof typeof filterTexts => filter in filterTexts;

/** A link looks for the very pack that it opens. Whoever searches has rows to open, and closes the details by another search. */
const isRequestedByLink = ({ query, filter, packKey, isDetailsOpen }: Location): boolean =>
  isDetailsOpen && filter === 'all' && query === packKey;

/** What a link asked for that no list has, and the ways to it. */
function NoLinked({ id }: { id: string }) {
  return (
    <EmptyState icon={<Link2Off size={20} />} title={t('packs.noLinked.title', { id })} text={t('packs.noLinked.text')}>
      <Button tone="primary" onClick={refreshNow}>
        {t('packs.refresh')}
      </Button>
      <Button onClick={() => openInstallDialog({ kind: 'git', url: '' })}>{t('packs.noLinked.git')}</Button>
      <ShowAll />
    </EmptyState>
  );
}

function ShowAll() {
  const showAll = () => go({ filter: 'all', query: '', packKey: null, isDetailsOpen: false });
  return <Button onClick={showAll}>{t('packs.clearFilters')}</Button>;
}

/** Why no pack is shown. `total`: how many there are. */
export function NoRows({ total }: { total: number }) {
  const location = useLocation();
  const { query, filter } = location;
  if (isRequestedByLink(location)) return <NoLinked id={query} />;
  if (query.trim() !== '') {
    const text = t(filter === 'all' ? 'packs.noMatchText' : 'packs.noMatchFilteredText', { query });
    return (
      <EmptyState icon={<SearchX size={20} />} title={t('packs.noMatchTitle')} text={text}>
        <ShowAll />
      </EmptyState>
    );
  }
  const [title, text] = isKnown(filter) ? filterTexts[filter] : (['packs.noneTitle', 'packs.noneText'] as const);
  return (
    <EmptyState icon={<PackageOpen size={20} />} title={t(title)} text={t(text, { total: formatCount(total) })}>
      <ShowAll />
    </EmptyState>
  );
}
