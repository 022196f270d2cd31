import { t } from 'i18next';
import { shortenVersion } from '../../../src/contract/text/version';
import { showButtonToast } from '../../components/feedback/button-toast';
import { holdPack, releaseHolds } from '../packs/holds';
import type { PackRecord } from '../packs/pack-record';
import { askReason } from './pack-questions';
import { formatCount } from '../../texts/formatting';
import type { Wording } from '../../hooks/wording';

/** Holds one after the other; the first refusal is that of all the others. Answers those that are held now. */
async function holdEach(records: readonly PackRecord[]): Promise<PackRecord[]> {
  const held: PackRecord[] = [];
  for (const record of records) {
    if (!(await holdPack(record, ''))) break;
    // The record is that of the press, when it was not held yet.
    const local = record.local && { ...record.local, hold: { reason: '', heldAt: new Date().toISOString() } };
    held.push({ ...record, local });
  }
  return held;
}

function wordHeld(held: readonly PackRecord[]): { title: Wording; description: Wording } {
  const [first] = held;
  const count = held.length;
  if (count > 1) {
    return {
      title: () => t('holds.doneMany', { count, shown: formatCount(count) }),
      description: () => t('holds.textMany'),
    };
  }
  const version = first?.local?.version ?? '';
  return {
    title: () => t('holds.done', { name: first?.title ?? '' }),
    description: () =>
      version === '' ? t('holds.textUnknown') : t('holds.text', { version: shortenVersion(version) }),
  };
}

/** Holds packs without a question: the news takes it back, and offers to note the reason, which is what is missing months later. */
export async function holdAtOnce(records: readonly PackRecord[]): Promise<void> {
  const held = await holdEach(records);
  const [first] = held;
  if (first === undefined) return;
  showButtonToast({
    id: `hold ${first.key}`,
    ...wordHeld(held),
    acts: [
      { label: () => t('undo.open'), testId: 'toast-hold-undo', run: () => void releaseHolds(held) },
      { label: () => t('holds.addReason'), testId: 'toast-hold-reason', tone: 'quiet', run: () => askReason(held) },
    ],
  });
}
