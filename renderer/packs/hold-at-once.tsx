import type { TFunction } from 'i18next';
import { shortenVersion } from '../../src/contract/text/version';
import { Button } from '../components/button';
import { holdPack } from '../state/packs/holds';
import type { PackRecord } from '../state/packs/pack-record';

/** Long enough to be read, thought about and reached. */
const shownMs = 12_000;

interface HoldAtOnce {
  t: TFunction;
  record: PackRecord;
  /** Asks for the reason. */
  onReason: (record: PackRecord) => void;
}

/** Holds a pack without a question, for a release takes it back; the news offers to note the reason, which is what is missing months later. */
export async function holdAtOnce({ t, record, onReason }: HoldAtOnce): Promise<void> {
  if (!(await holdPack(record, ''))) return;
  const { toast } = await import('sonner');
  const id = `hold ${record.key}`;
  const version = record.local?.version ?? '';
  const ask = (): void => {
    toast.dismiss(id);
    // The record is that of the press, when it was not held yet.
    const local = record.local && { ...record.local, hold: { reason: '', heldAt: new Date().toISOString() } };
    onReason({ ...record, local });
  };
  toast.success(t('holds.done', { name: record.title }), {
    id,
    duration: shownMs,
    description: version === '' ? t('holds.textUnknown') : t('holds.text', { version: shortenVersion(version) }),
    action: (
      <Button size="small" data-testid="toast-hold-reason" onClick={ask}>
        {t('holds.addReason')}
      </Button>
    ),
  });
}
