import { ChevronDown, Download, ExternalLink, FolderInput, FolderOpen, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import type { LocalModel } from '../../src/contract/models';
import { Avatar } from '../components/avatar';
import { Button } from '../components/button';
import { DetailsButtons, DetailsHead, DetailsPanel } from '../components/details-panel';
import { Menu, MenuItem } from '../components/menu';
import { Notice } from '../components/feedback/notice';
import { openLink } from '../state/queue/actions';
import { removeModels, revealModel, trashOrAsk } from './model-actions';
import type { ModelActivity } from './model-activity';
import type { ModelRecord } from './model-record';
import { FindingList } from './finding-list';
import { ModelBusy } from './model-busy';
import { ModelFacts } from './model-facts';
import { ModelStatus } from './model-status';
import { TrashDialog } from './trash-dialog';
import { Offered } from '../state/installation/remote';
import type { Arranging } from './arrange/use-arranging';
import { writeFailureDetails } from '../texts/failure-details';

interface FailureProps {
  record: ModelRecord;
  onDownload: (record: ModelRecord) => void;
}

interface ActionsProps extends FailureProps {
  /** Asks for the folder first. */
  onDownloadTo: (record: ModelRecord) => void;
}

/** What can be done with a file that is there. */
function FileActions({ file }: { file: LocalModel }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Offered operation="desktop.revealModel">
        <Button icon={<FolderOpen size={14} />} onClick={() => revealModel(file.path)}>
          {t('actions.reveal')}
        </Button>
      </Offered>
      <Button tone="warning" icon={<Trash2 size={14} />} onClick={() => void trashOrAsk([file], () => setAsking(true))}>
        {t('models.trash.open')}
      </Button>
      {isAsking && <TrashDialog files={[file]} onClose={() => setAsking(false)} />}
    </>
  );
}

function Actions({ record, onDownload, onDownloadTo }: ActionsProps) {
  const { file, listed } = record;
  const page = listed?.reference ?? '';
  const canDownload = file === null && listed?.targetDir != null;
  return (
    <>
      {canDownload && (
        <span className="inline-flex">
          <Button
            tone="primary"
            icon={<Download size={14} />}
            className="rounded-r-none"
            onClick={() => onDownload(record)}
          >
            {t('models.download')}
          </Button>
          <Menu
            trigger={
              <Button
                tone="primary"
                aria-label={t('models.downloadMore')}
                className="rounded-l-none border-l-on-accent/30 px-1.5"
                icon={<ChevronDown aria-hidden size={14} />}
              />
            }
          >
            <MenuItem icon={FolderInput} onSelect={() => onDownloadTo(record)} label={t('models.downloadTo')} />
          </Menu>
        </span>
      )}
      {file !== null && <FileActions file={file} />}
      {/^https?:/u.test(page) && (
        <Button icon={<ExternalLink size={14} />} onClick={() => openLink(page)}>
          {t('models.openPage')}
        </Button>
      )}
    </>
  );
}

function Failure({ record, activity, onDownload }: FailureProps & { activity: ModelActivity }) {
  if (activity.phase !== 'failed') return null;
  const { kind, error: failure } = activity;
  const { code, error, remedy } = failure;
  const tryAgain = (): void => {
    if (kind === 'install-model') onDownload(record);
    else if (record.file !== null) void removeModels([record.file]);
  };
  return (
    <div className="mx-4 mb-3">
      <Notice
        tone="red"
        icon={<X size={16} />}
        title={t(`task.failure.${kind}`, { name: record.title })}
        text={error}
        remedy={remedy ?? ''}
        details={writeFailureDetails({ code, message: error, remedy })}
        onRetry={tryAgain}
      />
    </div>
  );
}

interface ModelDetailsProps extends ActionsProps {
  activity: ModelActivity | undefined;
  arranging: Arranging;
  onClose: () => void;
}

/** Everything about one model. */
export function ModelDetails({ record, activity, arranging, onClose, onDownload, onDownloadTo }: ModelDetailsProps) {
  const isBusy = activity !== undefined && activity.phase !== 'failed';
  return (
    <DetailsPanel label={t('details.label', { name: record.title })} testId="model-details" itemKey={record.key}>
      <DetailsHead
        title={record.title}
        maxLines={3}
        avatar={<Avatar id={record.type} title={record.type} size="large" />}
        closeLabel={t('details.close')}
        onClose={onClose}
      >
        <ModelStatus record={record} hasFailed={activity?.phase === 'failed'} />
      </DetailsHead>
      <div className="mt-4 mb-3 flex px-4">
        <DetailsButtons busy={isBusy ? <ModelBusy name={record.title} activity={activity} /> : null}>
          <Actions record={record} onDownload={onDownload} onDownloadTo={onDownloadTo} />
        </DetailsButtons>
      </div>
      <div
        className="min-h-0 flex-1 scroll-steady border-t border-border py-2"
        tabIndex={0}
        role="region"
        aria-label={t('details.overview')}
      >
        {activity && <Failure record={record} activity={activity} onDownload={onDownload} />}
        <FindingList file={record.file} findings={record.findings} arranging={arranging} />
        {record.description !== '' && <p className="px-4 py-2 text-soft selectable">{record.description}</p>}
        <ModelFacts record={record} />
      </div>
    </DetailsPanel>
  );
}
