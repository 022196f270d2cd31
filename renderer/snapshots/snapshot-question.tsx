import { RemoveDialog } from './remove-dialog';
import { RestoreDialog } from './restore-dialog';
import { removeSnapshot, restoreSnapshot } from './snapshot-actions';
import { titleOfSnapshot } from '../texts/snapshot-title';

/** What is asked before something is done with a snapshot. */
export interface Question {
  kind: 'restore' | 'remove';
  name: string;
}

/** Asks before a snapshot is restored or removed. */
export function SnapshotQuestion({ question, onClose }: { question: Question | null; onClose: () => void }) {
  if (question === null) return null;
  const { kind, name } = question;
  if (kind === 'restore') {
    return (
      <RestoreDialog
        name={name}
        title={titleOfSnapshot(name)}
        onClose={onClose}
        onConfirm={(isExact) => {
          onClose();
          void restoreSnapshot(name, isExact);
        }}
      />
    );
  }
  return (
    <RemoveDialog
      title={titleOfSnapshot(name)}
      onClose={onClose}
      onConfirm={() => {
        onClose();
        void removeSnapshot(name);
      }}
    />
  );
}
