import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../components/confirm-dialog';

interface RemoveDialogProps {
  title: string;
  onClose: () => void;
  onConfirm: () => void;
}

/** Asks before the way back to a state goes. Keeping is the safe choice and has the focus. */
export function RemoveDialog({ title, onClose, onConfirm }: RemoveDialogProps) {
  const { t } = useTranslation();
  return (
    <ConfirmDialog
      title={t('snapshots.remove.title', { name: title })}
      text={t('snapshots.remove.text')}
      confirmLabel={t('snapshots.remove.confirm')}
      keepLabel={t('snapshots.remove.keep')}
      onClose={onClose}
      onConfirm={onConfirm}
    />
  );
}
