import { useTranslation } from 'react-i18next';
import { Avatar } from '../../components/avatar';
import { DetailsHead, DetailsPanel } from '../../components/details-panel';
import type { PackActivity } from '../../state/packs/pack-activity';
import type { PackRecord } from '../../state/packs/pack-record';
import { DetailsActions } from './details-actions';
import { DetailsFailure } from './details-failure';
import { DetailsImport } from './details-import';
import { DetailsRestart } from './details-restart';
import { DetailsTabs } from './details-tabs';
import { readStatus } from '../row-facts';
import { makeStateWords } from '../row-words';
import { StatusChip } from '../status-chip';

interface PackProps {
  record: PackRecord;
  activity: PackActivity | undefined;
}

interface PackDetailsProps extends PackProps {
  onClose: () => void;
}

function PackHead({ record, activity, onClose }: PackDetailsProps) {
  const { t } = useTranslation();
  return (
    <DetailsHead
      title={record.title}
      avatar={<Avatar id={record.key} title={record.title} size="large" />}
      closeLabel={t('details.close')}
      onClose={onClose}
    >
      {record.author !== '' && <span className="truncate">{t('packs.byAuthor', { author: record.author })}</span>}
      <StatusChip status={readStatus(record, activity)} words={makeStateWords(t)} />
    </DetailsHead>
  );
}

/** Everything about one pack. */
export function PackDetails({ record, activity, onClose }: PackDetailsProps) {
  const { t } = useTranslation();
  return (
    <DetailsPanel label={t('details.label', { name: record.title })} testId="pack-details" itemKey={record.key}>
      <PackHead record={record} activity={activity} onClose={onClose} />
      <DetailsActions record={record} activity={activity} />
      {(activity === undefined || activity.phase === 'failed') && (
        <>
          <DetailsImport record={record} />
          <DetailsRestart record={record} />
        </>
      )}
      {activity?.phase === 'failed' && <DetailsFailure record={record} failure={activity} />}
      <DetailsTabs record={record} isBusy={activity !== undefined && activity.phase !== 'failed'} />
    </DetailsPanel>
  );
}
