import { t } from 'i18next';
import { ConfirmDialog } from '../components/dialogs/confirm-dialog';
import { RestoreDialog } from './restore-dialog';
import { removeSnapshot, restoreSnapshot } from './snapshot-actions';
import { useSnapshotTitles } from './snapshot-words';

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
