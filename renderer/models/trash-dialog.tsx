import { HardDrive } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button';
import { Modal } from '../components/modal';
import type { ModelRecord } from '../state/model-record';
import { sizeOf } from './size-words';

interface TrashDialogProps {
  record: ModelRecord;
  onClose: () => void;
  onConfirm: () => void;
}

/** Asks before a model's file goes to the trash. Keeping is the safe choice and has the focus. */
export function TrashDialog({ record, onClose, onConfirm }: TrashDialogProps) {
  const { t } = useTranslation();
  const keepRef = useRef<HTMLButtonElement>(null);
  return (
    <Modal
      isOpen
      isAlert
      title={t('models.trash.title', { name: record.filename })}
      description={t('models.trash.text')}
      focusRef={keepRef}
      onClose={onClose}
    >
      <p className="mt-4 flex items-start gap-2.5 rounded-control border border-border bg-panel px-3 py-2.5">
        <HardDrive aria-hidden size={15} className="mt-0.5 shrink-0 text-faint" />
        <span className="min-w-0">
          <span className="block font-mono text-xs break-all selectable">{record.file?.path}</span>
          <span className="block text-sm text-muted">{sizeOf(record)}</span>
        </span>
      </p>
      <div className="mt-5 flex justify-end gap-2">
        <Button tone="danger" onClick={onConfirm}>
          {t('models.trash.confirm')}
        </Button>
        <Button ref={keepRef} onClick={onClose}>
          {t('models.trash.keep')}
        </Button>
      </div>
    </Modal>
  );
}
