import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button';
import { Modal } from '../components/modal';

interface RemoveDialogProps {
  title: string;
  onClose: () => void;
  onConfirm: () => void;
}

/** Asks before the way back to a state goes. Keeping is the safe choice and has the focus. */
export function RemoveDialog({ title, onClose, onConfirm }: RemoveDialogProps) {
  const { t } = useTranslation();
  const keepRef = useRef<HTMLButtonElement>(null);
  return (
    <Modal
      isOpen
      isAlert
      title={t('snapshots.remove.title', { name: title })}
      description={t('snapshots.remove.text')}
      focusRef={keepRef}
      onClose={onClose}
    >
      <div className="mt-5 flex justify-end gap-2">
        <Button tone="danger" onClick={onConfirm}>
          {t('snapshots.remove.confirm')}
        </Button>
        <Button ref={keepRef} onClick={onClose}>
          {t('snapshots.remove.keep')}
        </Button>
      </div>
    </Modal>
  );
}
