import { HardDrive } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../components/confirm-dialog';
import type { ModelRecord } from './model-record';
import { sizeOf } from './size-words';

interface TrashDialogProps {
  record: ModelRecord;
  onClose: () => void;
  onConfirm: () => void;
}

/** Asks before a model's file goes to the trash. Keeping is the safe choice and has the focus. */
export function TrashDialog({ record, onClose, onConfirm }: TrashDialogProps) {
  const { t } = useTranslation();
  return (
    <ConfirmDialog
      title={t('models.trash.title', { name: record.filename })}
      text={t('models.trash.text')}
      confirmLabel={t('models.trash.confirm')}
      keepLabel={t('models.trash.keep')}
      onClose={onClose}
      onConfirm={onConfirm}
    >
      <p className="mt-4 flex items-start gap-2.5 rounded-control border border-border bg-panel px-3 py-2.5">
        <HardDrive aria-hidden size={15} className="mt-0.5 shrink-0 text-faint" />
        <span className="min-w-0">
          <span className="block font-mono text-xs break-all selectable">{record.file?.path}</span>
          <span className="block text-sm text-muted">{sizeOf(record)}</span>
        </span>
      </p>
    </ConfirmDialog>
  );
}
