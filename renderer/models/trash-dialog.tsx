import { HardDrive, Settings2 } from 'lucide-react';
import { t } from 'i18next';
import type { LocalModel, ModelRemoval } from '../../src/contract/models';
import { Button } from '../components/button';
import { ConfirmDialog } from '../components/dialogs/confirm-dialog';
import { FailureNotice } from '../components/feedback/failure-notice';
import { showToast } from '../hooks/toast';
import { openTrashSettings } from '../state/settings/settings-actions';
import { formatBytes, formatCount } from '../texts/formatting';
import { removeModel, trashModel } from './model-actions';
import { useRemoval } from './model-queries';
import type { ModelRecord } from './model-record';
import { sizeOf } from './size-words';
import { ModelsUsedBy } from './used-by';

interface TrashDialogProps {
  record: ModelRecord;
  file: LocalModel;
  onClose: () => void;
}

/** Which trash it goes to, whether that can be undone, and when its room is free. */
function Destination({ obstacle, trash, displaces }: ModelRemoval) {
  const most = formatBytes(trash.maxBytes);
  const [where, room] =
    obstacle === null
      ? [t('models.trash.own'), t('models.trash.ownRoom', { count: trash.days, shown: formatCount(trash.days), most })]
      : [t(`models.trash.system.${obstacle}`, { most }), t('models.trash.systemRoom')];
  return (
    <div data-testid="trash-destination" data-obstacle={obstacle ?? 'none'} className="mt-3 text-soft">
      <p>{where}</p>
      <p className="mt-1.5 text-muted">{room}</p>
      {displaces.count > 0 && (
        <p data-testid="trash-displaces" className="mt-1.5 text-amber-text">
          {t('models.trash.displaces', {
            ...{ count: displaces.count, shown: formatCount(displaces.count) },
            size: formatBytes(displaces.bytes),
          })}
        </p>
      )}
      <div className="mt-2">
        <Button
          size="small"
          tone="quiet"
          className="-ml-2.5"
          icon={<Settings2 size={13} />}
          onClick={openTrashSettings}
        >
          {t('models.trash.settings')}
        </Button>
      </div>
    </div>
  );
}

/** Asks before a model's file goes to a trash, and says to which. Keeping is the safe choice and has the focus. */
export function TrashDialog({ record, file, onClose }: TrashDialogProps) {
  const { data: removal, error, isFetching } = useRemoval(file.path);
  const confirm = (): void => {
    onClose();
    if (removal?.obstacle == null) void removeModel(file.path);
    else
      void trashModel(file.path).then(
        (isGone) => isGone && showToast(() => t('models.trash.done', { name: record.filename })),
      );
  };
  return (
    <ConfirmDialog
      title={t('models.trash.title', { name: record.filename })}
      text={t('models.trash.text')}
      confirmLabel={t('models.trash.confirm')}
      keepLabel={t('models.trash.keep')}
      isDisabled={removal === undefined || isFetching}
      onClose={onClose}
      onConfirm={confirm}
    >
      <p className="mt-4 flex items-start gap-2.5 rounded-control border border-border bg-panel px-3 py-2.5">
        <HardDrive aria-hidden size={15} className="mt-0.5 shrink-0 text-faint" />
        <span className="min-w-0">
          <span className="block font-mono text-xs break-all selectable">{file.path}</span>
          <span className="block text-sm text-muted">{sizeOf(record)}</span>
        </span>
      </p>
      <ModelsUsedBy files={[file]} />
      {removal && <Destination {...removal} />}
      {error && (
        <div className="mt-3">
          <FailureNotice title={t('models.trash.failed')} error={error} />
        </div>
      )}
    </ConfirmDialog>
  );
}
