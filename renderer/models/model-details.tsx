import { Download, ExternalLink, FolderOpen, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LocalModel } from '../../src/contract/models';
import { Avatar } from '../components/avatar';
import { Button } from '../components/button';
import { IconButton } from '../components/icon-button';
import { Notice } from '../components/feedback/notice';
import { copyText, openLink } from '../state/queue/actions';
import { revealModel, trashModel } from './model-actions';
import type { ModelActivity } from './model-activity';
import type { ModelRecord } from './model-record';
import { FindingList } from './finding-list';
import { ModelBusy } from './model-busy';
import { ModelFacts } from './model-facts';
import { ModelStatus } from './model-status';
import { TrashDialog } from './trash-dialog';
import { writeFailureDetails } from '../texts/failure-details';

function DetailsHead({ record, hasFailed, onClose }: { record: ModelRecord; hasFailed: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="flex items-start gap-3 px-4 pt-4">
      <Avatar id={record.type} title={record.type} size="large" />
      <div className="min-w-0 flex-1">
        <h2 className="line-clamp-3 text-lg leading-5 font-semibold break-words selectable">{record.title}</h2>
        <div className="mt-1 flex min-h-5 items-center gap-2 text-sm text-muted">
          <ModelStatus record={record} hasFailed={hasFailed} />
        </div>
      </div>
      <IconButton isCompact label={t('details.close')} icon={<X size={16} />} onClick={onClose} className="-mr-1" />
    </div>
  );
}

interface ActionsProps {
  record: ModelRecord;
  onDownload: (record: ModelRecord) => void;
}

/** What can be done with a file that is there. */
function FileActions({ record, file }: { record: ModelRecord; file: LocalModel }) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button icon={<FolderOpen size={14} />} onClick={() => revealModel(file.path)}>
        {t('actions.reveal')}
      </Button>
      <Button tone="warning" icon={<Trash2 size={14} />} onClick={() => setAsking(true)}>
        {t('models.trash.open')}
      </Button>
      {isAsking && (
        <TrashDialog
          record={record}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            void trashModel(file.path);
          }}
        />
      )}
    </>
  );
}

function Actions({ record, onDownload }: ActionsProps) {
  const { t } = useTranslation();
  const { file, listed } = record;
  const page = listed?.reference ?? '';
  const canDownload = file === null && listed?.targetDir != null;
  return (
    <div className="mt-4 mb-3 flex flex-wrap items-center gap-2 px-4">
      {canDownload && (
        <Button tone="primary" icon={<Download size={14} />} onClick={() => onDownload(record)}>
          {t('models.downloadTo')}
        </Button>
      )}
      {file !== null && <FileActions record={record} file={file} />}
      {/^https?:/u.test(page) && (
        <Button icon={<ExternalLink size={14} />} onClick={() => openLink(page)}>
          {t('models.openPage')}
        </Button>
      )}
    </div>
  );
}

function Failure({ record, activity, onDownload }: ActionsProps & { activity: ModelActivity }) {
  const { t } = useTranslation();
  if (activity.phase !== 'failed') return null;
  const { code, error, remedy } = activity.error;
  return (
    <div className="mx-4 mb-3">
      <Notice
        tone="red"
        icon={<X size={16} />}
        title={t('failure.install-model', { name: record.title })}
        text={error}
        remedy={remedy ?? ''}
      >
        <Button size="small" onClick={() => onDownload(record)}>
          {t('actions.retry')}
        </Button>
        <Button
          size="small"
          tone="quiet"
          onClick={() => copyText(writeFailureDetails({ code, message: error, remedy }))}
        >
          {t('app.copyDetails')}
        </Button>
      </Notice>
    </div>
  );
}

interface ModelDetailsProps extends ActionsProps {
  activity: ModelActivity | undefined;
  onClose: () => void;
}

/** Everything about one model, beside the list on wide windows and above it on narrow ones. */
export function ModelDetails({ record, activity, onClose, onDownload }: ModelDetailsProps) {
  const { t } = useTranslation();
  const isBusy = activity !== undefined && activity.phase !== 'failed';
  return (
    <aside
      aria-label={t('details.label', { name: record.title })}
      data-testid="model-details"
      data-key={record.key}
      className="absolute inset-y-0 right-0 z-20 flex w-105 max-w-full animate-slide flex-col border-l border-border bg-page shadow-float min-[1280px]:static min-[1280px]:shadow-none"
    >
      <DetailsHead record={record} hasFailed={activity?.phase === 'failed'} onClose={onClose} />
      {isBusy ? (
        <div className="mx-4 mt-4 mb-3 flex h-10 items-center rounded-control border border-border bg-panel pr-1 pl-3">
          <ModelBusy name={record.title} uiId={activity.uiId} isRunning={activity.phase === 'running'} />
        </div>
      ) : (
        <Actions record={record} onDownload={onDownload} />
      )}
      <div
        className="min-h-0 flex-1 overflow-y-auto border-t border-border py-2"
        tabIndex={0}
        role="region"
        aria-label={t('details.overview')}
      >
        {activity && <Failure record={record} activity={activity} onDownload={onDownload} />}
        <FindingList findings={record.findings} />
        {record.description !== '' && <p className="px-4 py-2 text-soft selectable">{record.description}</p>}
        <ModelFacts record={record} />
      </div>
    </aside>
  );
}
