import { useTranslation } from 'react-i18next';
import type { TaskKind } from '../../../src/contract/tasks';
import { Avatar } from '../../components/avatar';
import { Button, type ButtonTone } from '../../components/button';
import { DetailsButtons, DetailsHead, DetailsPanel } from '../../components/details-panel';
import { useLock } from '../../components/use-lock';
import type { PackActivity } from '../../state/packs/pack-activity';
import type { PackRecord } from '../../state/packs/pack-record';
import { listPackKinds } from '../../state/packs/pack-task';
import { useRefusal } from '../../state/policy/policy-queries';
import { BusyCell } from '../busy-cell';
import { DetailsFailure } from './details-failure';
import { DetailsImport } from './details-import';
import { DetailsRestart } from './details-restart';
import { DetailsTabs } from './details-tabs';
import { usePackCommands } from '../pack-commands';
import { PackMenu } from '../pack-menu';
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

const forward: readonly TaskKind[] = ['install', 'update', 'enable'];

function toneOf(kind: TaskKind): ButtonTone {
  if (forward.includes(kind)) return 'primary';
  return kind === 'uninstall' ? 'warning' : 'plain';
}

function DetailsActions({ record, activity }: PackProps) {
  const { t } = useTranslation();
  const { request, uninstall } = usePackCommands();
  const fixLock = useLock(useRefusal(['fix']));
  const isBusy = activity !== undefined && activity.phase !== 'failed';
  return (
    <div className="mt-4 flex items-start gap-2 px-4">
      <DetailsButtons busy={isBusy ? <BusyCell activity={activity} name={record.title} /> : null}>
        {listPackKinds(record).map((kind) => (
          <Button
            key={kind}
            tone={toneOf(kind)}
            {...(kind === 'fix' ? fixLock : {})}
            onClick={() => (kind === 'uninstall' ? uninstall(record) : request(record, { kind }))}
          >
            {t(`actions.${kind}`)}
          </Button>
        ))}
      </DetailsButtons>
      <PackMenu record={record} activity={activity} />
    </div>
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
