import { Maximize2, Minimize2, Star } from 'lucide-react';
import { t } from 'i18next';
import { useMachine } from '../../state/comfyui/machine';
import { Avatar } from '../../components/avatar';
import { DetailsHead, DetailsPanel } from '../../components/details-panel';
import { IconButton } from '../../components/icon-button';
import { go, useLocation } from '../../navigation/location-store';
import { toggleFavourite, useFavourites } from '../../state/packs/favourites';
import type { PackActivity } from '../../state/packs/pack-activity';
import type { PackRecord } from '../../state/packs/pack-record';
import { DetailsActions } from './details-actions';
import { DetailsFailure } from './details-failure';
import { DetailsHold } from './details-hold';
import { DetailsImport } from './details-import';
import { DetailsLacking, useUnmetOf } from './details-lacking';
import { DetailsLeftOut, DetailsRestart } from './details-restart';
import { DetailsTabs } from './details-tabs';
import { readStatus } from '../row-facts';
import { usePackPicture } from './pack-details';
import { StatusChip } from '../status-chip';

interface PackProps {
  record: PackRecord;
  activity: PackActivity | undefined;
}

interface PackDetailsProps extends PackProps {
  onClose: () => void;
}

/** Marks the pack with a star, or takes it away. */
function FavouriteButton({ record: { key } }: { record: PackRecord }) {
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

/** The details in place of the list, with the readme first, and back beside it. */
function ReaderButton() {
  const isReader = useLocation((state) => state.isReader);
  return (
    <IconButton
      isCompact
      data-testid="details-reader"
      aria-pressed={isReader}
      label={isReader ? t('details.besideList') : t('details.wholeWindow')}
      icon={isReader ? <Minimize2 size={15} /> : <Maximize2 size={15} />}
      onClick={() => go(isReader ? { isReader: false } : { isReader: true, packTab: 'readme' })}
    />
  );
}

function PackHead({ record, activity, onClose }: PackDetailsProps) {
  const machine = useMachine();
  const isLacking = useUnmetOf(record).length > 0;
  const picture = usePackPicture(record.icon);
  return (
    <DetailsHead
      title={record.title}
      avatar={<Avatar id={record.key} title={record.title} size="large" picture={picture} />}
      closeLabel={t('details.close')}
      onClose={onClose}
      tools={
        <>
          <FavouriteButton record={record} />
          <ReaderButton />
        </>
      }
    >
      {record.author !== '' && <span className="truncate">{t('packs.byAuthor', { author: record.author })}</span>}
      <StatusChip status={readStatus(record, activity, { machine, isLacking })} />
    </DetailsHead>
  );
}

/** Everything about one pack. */
export function PackDetails({ record, activity, onClose }: PackDetailsProps) {
  const isReader = useLocation((state) => state.isReader);
  return (
    <DetailsPanel
      label={t('details.label', { name: record.title })}
      testId="pack-details"
      itemKey={record.key}
      isReader={isReader}
    >
      <PackHead record={record} activity={activity} onClose={onClose} />
      <DetailsActions record={record} activity={activity} />
      {(activity === undefined || activity.phase === 'failed') && (
        <>
          <DetailsImport record={record} />
          <DetailsRestart record={record} />
          <DetailsLeftOut record={record} />
          <DetailsLacking record={record} />
          <DetailsHold record={record} />
        </>
      )}
      {activity?.phase === 'failed' && <DetailsFailure record={record} failure={activity} />}
      <DetailsTabs record={record} isBusy={activity !== undefined && activity.phase !== 'failed'} />
    </DetailsPanel>
  );
}
