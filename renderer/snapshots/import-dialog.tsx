import { useState } from 'react';
import { t } from 'i18next';
import type { AppError } from '../../src/contract/errors';
import { SnapshotName } from '../../src/contract/snapshots';
import { RefusedFile } from '../components/dialogs/refused-file';
import { Dialog } from '../components/dialogs/dialog';
import { TextField } from '../components/form/text-field';
import { importSnapshot, nameFrom, sendSnapshot, useIsSending } from '../state/snapshots/snapshot-import';
import { closeImport, type GivenSnapshot, useSnapshotImport } from '../state/snapshots/snapshot-question';

function FailedImport({ name, error }: { name: string | null; error: AppError }) {
  return (
    <RefusedFile
      dialogTitle={t('snapshots.import.title')}
      title={name === null ? t('snapshots.import.failedAny') : t('snapshots.import.failedTitle', { file: name })}
      error={error}
      onOther={() => void importSnapshot(t('snapshots.import.title'))}
      onClose={closeImport}
    />
  );
}

interface NameImportProps {
  given: GivenSnapshot;
  /** What stands in the field at first. */
  suggested: string;
  isTaken: boolean;
}

/** Asks under which name a snapshot is taken in. */
function NameImport({ given, suggested, isTaken }: NameImportProps) {
  const isSending = useIsSending();
  const [name, setName] = useState(suggested);
  const isUsable = SnapshotName.safeParse(name.trim()).success;
  const untouched = isTaken ? t('snapshots.import.taken') : '';
  return (
    <Dialog
      isForm
      title={t('snapshots.import.found', { file: given.name })}
      text={t('snapshots.import.foundText')}
      confirmLabel={t('snapshots.import.confirm')}
      isDisabled={!isUsable || isSending}
      testId="import-name"
      onConfirm={() => void sendSnapshot(given, name.trim())}
      onClose={closeImport}
    >
      <TextField
        id="import-name"
        label={t('snapshots.import.name')}
        value={name}
        maxLength={180}
        isInvalid={!isUsable && name !== ''}
        words={isUsable || name === '' ? untouched : t('snapshots.save.badName')}
        onChange={setName}
      />
    </Dialog>
  );
}

/** What there is to ask or to say about a snapshot that comes from a file; nothing while all goes well. */
export function ImportDialog() {
  const { given, question } = useSnapshotImport();
  if (question === null) return null;
  if (question.kind === 'failed') return <FailedImport name={given?.name ?? null} error={question.error} />;
  if (given === null) return null;
  const isTaken = question.kind === 'taken';
  const suggested = question.kind === 'taken' ? question.free : nameFrom(given.name);
  return <NameImport key={suggested} given={given} suggested={suggested} isTaken={isTaken} />;
}
