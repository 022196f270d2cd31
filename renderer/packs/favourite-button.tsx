import { Star } from 'lucide-react';
import { t } from 'i18next';
import { IconButton } from '../components/icon-button';
import { toggleFavourite, useFavourites } from '../state/packs/favourites';
import type { PackRecord } from '../state/packs/pack-record';

/** Marks the pack with a star, or takes it away. */
export function FavouriteButton({ record: { key } }: { record: PackRecord }) {
  const isOn = useFavourites(({ keys }) => keys.has(key));
  return (
    <IconButton
      isCompact
      data-testid="details-favourite"
      aria-pressed={isOn}
      label={t('actions.withKey', { action: isOn ? t('favourites.remove') : t('favourites.add'), key: 'F' })}
      icon={<Star size={15} className={isOn ? 'fill-amber-text text-amber-text' : undefined} />}
      onClick={() => toggleFavourite(key)}
    />
  );
}
