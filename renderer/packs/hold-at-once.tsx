import type { TFunction } from 'i18next';
import { shortenVersion } from '../../src/contract/text/version';
import { Button } from '../components/button';
import { tellWithButtons } from '../components/feedback/button-toast';
import { holdPack } from '../state/packs/holds';
import type { PackRecord } from '../state/packs/pack-record';

interface HoldAtOnce {
  t: TFunction;
  record: PackRecord;
  /** Asks for the reason. */
  onReason: (record: PackRecord) => void;
}

/** Holds a pack without a question, for a release takes it back; the news offers to note the reason, which is what is missing months later. */
export async function holdAtOnce({ t, record, onReason }: HoldAtOnce): Promise<void> {
  if (!(await holdPack(record, ''))) return;
  const version = record.local?.version ?? '';
  const ask = (): void => {
    // The record is that of the press, when it was not held yet.
    const local = record.local && { ...record.local, hold: { reason: '', heldAt: new Date().toISOString() } };
    onReason({ ...record, local });
  };
  tellWithButtons({
    id: `hold ${record.key}`,
    title: t('holds.done', { name: record.title }),
    description: version === '' ? t('holds.textUnknown') : t('holds.text', { version: shortenVersion(version) }),
    buttons: (close) => (
      <Button
        size="small"
        data-testid="toast-hold-reason"
        onClick={() => {
          close();
          ask();
        }}
      >
        {t('holds.addReason')}
      </Button>
    ),
  });
}
