import { useMutation } from '@tanstack/react-query';
import { type SyntheticEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SnapshotName } from '../../src/contract/snapshots';
import { Button } from '../components/button';
import { Modal } from '../components/modal';
import { TextField } from '../components/form/text-field';
import { saveSnapshot } from './snapshot-actions';

/** Why a name cannot be used; null for one that can. An empty one is none. */
function useProblem(name: string): string | null {
  const { t } = useTranslation();
  const isUsable = name.trim() === '' || SnapshotName.safeParse(name.trim()).success;
  return isUsable ? null : t('snapshots.save.badName');
}

/** Asks what the snapshot is to be called, and saves it. */
export function SaveDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const { mutate: save, isPending: isSaving } = useMutation({ mutationFn: saveSnapshot, onSettled: onClose });
  const inputRef = useRef<HTMLInputElement>(null);
  const problem = useProblem(name);
  const onSubmit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (problem === null && !isSaving) save(name);
  };
  return (
    <Modal
      isOpen
      title={t('snapshots.save.title')}
      description={t('snapshots.save.text')}
      focusRef={inputRef}
      onClose={onClose}
    >
      <form onSubmit={onSubmit} className="mt-4">
        <TextField
          id="snapshot-name"
          ref={inputRef}
          label={t('snapshots.save.name')}
          value={name}
          maxLength={180}
          placeholder={t('snapshots.save.placeholder')}
          isInvalid={problem !== null}
          words={problem}
          onChange={setName}
        />
        <div className="mt-3 flex justify-end gap-2">
          <Button onClick={onClose}>{t('snapshots.cancel')}</Button>
          <Button type="submit" tone="primary" disabled={problem !== null || isSaving}>
            {t('snapshots.save.confirm')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
