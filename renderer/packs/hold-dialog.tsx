import { shortenVersion } from '../../src/contract/text/version';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../components/form/form-dialog';
import { TextField } from '../components/form/text-field';
import { holdPack, longestReason } from '../state/packs/holds';
import type { PackRecord } from '../state/packs/pack-record';

interface HoldDialogProps {
  record: PackRecord;
  onClose: () => void;
}

/** Asks why a pack is to stay at its version: months later the reason is what is missing. */
export function HoldDialog({ record, onClose }: HoldDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState(record.local?.hold?.reason ?? '');
  const inputRef = useRef<HTMLInputElement>(null);
  const version = record.local?.version ?? '';
  const hold = (): void => {
    void holdPack(record, reason);
    onClose();
  };
  return (
    <FormDialog
      title={t('holds.title', { name: record.title })}
      description={version === '' ? t('holds.textUnknown') : t('holds.text', { version: shortenVersion(version) })}
      focusRef={inputRef}
      cancelLabel={t('holds.cancel')}
      submitLabel={t('holds.confirm')}
      canSubmit
      onSubmit={hold}
      onClose={onClose}
    >
      <TextField
        id="hold-reason"
        ref={inputRef}
        label={t('holds.reason')}
        value={reason}
        maxLength={longestReason}
        placeholder={t('holds.placeholder')}
        isInvalid={false}
        words={longestReason - reason.length < 50 ? t('holds.left', { left: longestReason - reason.length }) : null}
        onChange={setReason}
      />
    </FormDialog>
  );
}
