import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TaskKind } from '../../../src/contract/tasks';
import { Avatar } from '../../components/avatar';
import { Button, type ButtonTone } from '../../components/button';
import { IconButton } from '../../components/icon-button';
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

function DetailsHead({ record, activity, onClose }: PackProps & { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="flex items-start gap-3 px-4 pt-4">
      <Avatar id={record.key} title={record.title} size="large" />
      <div className="min-w-0 flex-1">
        <h2 className="line-clamp-2 text-lg leading-5 font-semibold break-words selectable">{record.title}</h2>
        <div className="mt-1 flex min-h-5 items-center gap-2 text-sm text-muted">
          {record.author !== '' && <span className="truncate">{t('packs.byAuthor', { author: record.author })}</span>}
          <StatusChip status={readStatus(record, activity)} words={makeStateWords(t)} />
        </div>
      </div>
      <IconButton isCompact label={t('details.close')} icon={<X size={16} />} onClick={onClose} className="-mr-1" />
    </div>
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
  if (activity && activity.phase !== 'failed') {
    return (
      <div className="mx-4 mt-4 flex h-10 items-center rounded-control border border-border bg-panel pr-1 pl-3">
        <BusyCell activity={activity} name={record.title} />
      </div>
    );
  }
  const kinds = listPackKinds(record);
  return (
    <div className="mt-4 flex items-start gap-2 px-4">
      <div className="flex min-w-0 flex-1 flex-wrap gap-2">
        {kinds.map((kind) => (
          <Button
            key={kind}
            tone={toneOf(kind)}
            {...(kind === 'fix' ? fixLock : {})}
            onClick={() => (kind === 'uninstall' ? uninstall(record) : request(record, { kind }))}
          >
            {t(`actions.${kind}`)}
          </Button>
        ))}
      </div>
      <PackMenu record={record} activity={activity} />
    </div>
  );
}

interface PackDetailsProps extends PackProps {
  onClose: () => void;
}

/** Everything about one pack, beside the list on wide windows and above it on narrow ones. */
export function PackDetails({ record, activity, onClose }: PackDetailsProps) {
  const { t } = useTranslation();
  return (
    <aside
      aria-label={t('details.label', { name: record.title })}
      data-testid="pack-details"
      data-key={record.key}
      className="absolute inset-y-0 right-0 z-20 flex w-105 max-w-full animate-slide flex-col border-l border-border bg-page shadow-float min-[1280px]:static min-[1280px]:shadow-none"
    >
      <DetailsHead record={record} activity={activity} onClose={onClose} />
      <DetailsActions record={record} activity={activity} />
      {(activity === undefined || activity.phase === 'failed') && (
        <>
          <DetailsImport record={record} />
          <DetailsRestart record={record} />
        </>
      )}
      {activity?.phase === 'failed' && <DetailsFailure record={record} failure={activity} />}
      <DetailsTabs record={record} isBusy={activity !== undefined && activity.phase !== 'failed'} />
    </aside>
  );
}
