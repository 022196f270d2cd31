import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { t } from 'i18next';
import { SnapshotName } from '../../src/contract/snapshots';
import { Dialog } from '../components/dialogs/dialog';
import { TextField } from '../components/form/text-field';
import { saveSnapshot } from './snapshot-actions';

/** Why a name cannot be used; null for one that can. An empty one is none. */
function findNameProblem(name: string): string | null {
  const isUsable = name.trim() === '' || SnapshotName.safeParse(name.trim()).success;
  return isUsable ? null : t('snapshots.save.badName');
}

/** Asks what the snapshot is to be called, and saves it. */
export function SaveDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const { mutate: save, isPending: isSaving } = useMutation({ mutationFn: saveSnapshot, onSettled: onClose });
  const problem = findNameProblem(name);
  return (
    <Dialog
      isForm
      title={t('snapshots.save.title')}
      text={t('snapshots.save.text')}
      confirmLabel={t('snapshots.save.confirm')}
      isDisabled={problem !== null || isSaving}
      onConfirm={() => save(name)}
      onClose={onClose}
    >
      <TextField
        id="snapshot-name"
        label={t('snapshots.save.name')}
        value={name}
        maxLength={180}
        placeholder={t('snapshots.save.placeholder')}
        isInvalid={problem !== null}
        words={problem}
        onChange={setName}
      />
    </Dialog>
  );
}
