import { shortenVersion } from '../../src/contract/text/version';
import { useState } from 'react';
import { t } from 'i18next';
import { Dialog } from '../components/dialogs/dialog';
import { TextField } from '../components/form/text-field';
import { holdPack, longestReason } from '../state/packs/holds';
import type { PackRecord } from '../state/packs/pack-record';
import { formatCount } from '../texts/formatting';

interface HoldDialogProps {
  records: readonly PackRecord[];
  onClose: () => void;
}

async function holdAll(records: readonly PackRecord[], reason: string): Promise<void> {
  for (const record of records) {
    // The first refusal is that of all the others.
    if (!(await holdPack(record, reason))) return;
  }
}

interface Words {
  title: string;
  text: string;
}

function wordMany(count: number): Words {
  return { title: t('holds.titleMany', { count, shown: formatCount(count) }), text: t('holds.textMany') };
}

function wordOne(record: PackRecord | undefined): Words {
  const version = record?.local?.version ?? '';
  const key = record?.local?.hold ? 'holds.titleHeld' : 'holds.title';
  return {
    title: t(key, { name: record?.title ?? '' }),
    text: version === '' ? t('holds.textUnknown') : t('holds.text', { version: shortenVersion(version) }),
  };
}

/** Asks why packs are to stay at their version: months later the reason is what is missing. */
export function HoldDialog({ records, onClose }: HoldDialogProps) {
  const [reason, setReason] = useState(records[0]?.local?.hold?.reason ?? '');
  const hold = (): void => {
    void holdAll(records, reason);
    onClose();
  };
  return (
    <Dialog
      isForm
      {...(records.length > 1 ? wordMany(records.length) : wordOne(records[0]))}
      confirmLabel={t('holds.confirm')}
      onConfirm={hold}
      onClose={onClose}
    >
      <TextField
        id="hold-reason"
        label={t('holds.reason')}
        value={reason}
        maxLength={longestReason}
        placeholder={t('holds.placeholder')}
        isInvalid={false}
        words={longestReason - reason.length < 50 ? t('holds.left', { left: longestReason - reason.length }) : null}
        onChange={setReason}
      />
    </Dialog>
  );
}
