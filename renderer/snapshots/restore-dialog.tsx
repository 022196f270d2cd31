import { useState } from 'react';
import { t } from 'i18next';
import { CheckBox } from '../components/form/check-box';
import { RestoreConfirm } from '../components/dialogs/restore-confirm';
import { usePackNames } from '../state/packs/task-words';
import { useRestorePlan } from '../state/snapshots/snapshot-queries';

interface RestoreDialogProps {
  name: string;
  title: string;
  onClose: () => void;
  onConfirm: (isExact: boolean) => void;
}

/** Shows every change a restore makes before it is made. */
export function RestoreDialog({ name, title, onClose, onConfirm }: RestoreDialogProps) {
  const [isExact, setExact] = useState(false);
  const nameOf = usePackNames();
  const { data: plan, error } = useRestorePlan(name, isExact);
  return (
    <RestoreConfirm
      title={t('snapshots.restore.title', { name: title })}
      text={t('snapshots.restore.text')}
      confirmLabel={t('snapshots.restore.confirm')}
      plan={{ plan, error, nameOf }}
      onClose={onClose}
      onConfirm={() => onConfirm(isExact)}
      below={
        <label className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-2">
          <CheckBox isChecked={isExact} onChoose={setExact} className="mt-0.5" />
          <span>{t('snapshots.restore.exact')}</span>
          <span className="col-start-2 text-sm text-muted">{t('snapshots.restore.exactText')}</span>
        </label>
      }
    />
  );
}
