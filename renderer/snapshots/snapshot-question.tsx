import { t } from 'i18next';
import { ConfirmDialog } from '../components/dialogs/confirm-dialog';
import { removeSnapshot, restoreSnapshot } from './snapshot-actions';
import { useSnapshotTitles } from './snapshot-words';
import { useState } from 'react';
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
function RestoreDialog({ name, title, onClose, onConfirm }: RestoreDialogProps) {
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

/** What is asked before something is done with a snapshot. */
export interface Question {
  kind: 'restore' | 'remove';
  name: string;
}

/** Asks before a snapshot is restored or removed. */
export function SnapshotQuestion({ question, onClose }: { question: Question | null; onClose: () => void }) {
  const titleOf = useSnapshotTitles();
  if (question === null) return null;
  const { kind, name } = question;
  if (kind === 'restore') {
    return (
      <RestoreDialog
        name={name}
        title={titleOf(name)}
        onClose={onClose}
        onConfirm={(isExact) => {
          onClose();
          void restoreSnapshot(name, isExact);
        }}
      />
    );
  }
  return (
    <ConfirmDialog
      title={t('snapshots.remove.title', { name: titleOf(name) })}
      text={t('snapshots.remove.text')}
      confirmLabel={t('snapshots.remove.confirm')}
      onClose={onClose}
      onConfirm={() => {
        onClose();
        void removeSnapshot(name);
      }}
    />
  );
}
