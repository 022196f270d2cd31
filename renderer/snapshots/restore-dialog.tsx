import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../components/confirm-dialog';
import { countWork, RestorePreview } from '../components/restore-preview';
import { useRestorePlan } from '../state/snapshots/snapshot-queries';

interface RestoreDialogProps {
  name: string;
  title: string;
  onClose: () => void;
  onConfirm: (isExact: boolean) => void;
}

/** Shows every change a restore makes before it is made. */
export function RestoreDialog({ name, title, onClose, onConfirm }: RestoreDialogProps) {
  const { t } = useTranslation();
  const [isExact, setExact] = useState(false);
  const { data: changes, error } = useRestorePlan(name, isExact);
  const plan = { changes, error };
  return (
    <ConfirmDialog
      title={t('snapshots.restore.title', { name: title })}
      text={t('snapshots.restore.text')}
      confirmLabel={t('snapshots.restore.confirm')}
      keepLabel={t('snapshots.cancel')}
      tone="primary"
      isDisabled={countWork(plan) === 0}
      onClose={onClose}
      onConfirm={() => onConfirm(isExact)}
    >
      <RestorePreview {...plan} />
      <label className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-2">
        <input
          type="checkbox"
          checked={isExact}
          onChange={(event) => setExact(event.target.checked)}
          className="mt-0.5 size-4 accent-accent"
        />
        <span>{t('snapshots.restore.exact')}</span>
        <span className="col-start-2 text-sm text-muted">{t('snapshots.restore.exactText')}</span>
      </label>
    </ConfirmDialog>
  );
}
