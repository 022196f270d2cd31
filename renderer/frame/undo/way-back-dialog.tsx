import { Info } from 'lucide-react';
import { t } from 'i18next';
import type { BatchSummary } from '../../../src/contract/changes';
import { RestoreConfirm } from '../../components/dialogs/restore-confirm';
import { wordBatch } from '../../state/packs/batch-words';
import { allBatches, useChanges } from '../../state/packs/change-queries';
import { usePackNames } from '../../state/packs/task-words';
import { usePacks } from '../../state/packs/use-packs';
import { useRestorePlan } from '../../state/snapshots/snapshot-queries';
import { listLater } from '../../state/undo/later-batches';
import { closeUndoQuestion, goBackTo, type WayBack } from '../../state/undo/undo-actions';
import { TakenAlong } from './taken-along';

/** The later batches that go with it, each in words. */
function GoesWithIt({ later }: { later: readonly BatchSummary[] }) {
  const { findByName } = usePacks().packIndex;
  if (later.length === 0) return null;
  return (
    <>
      <p className="mt-3 text-soft">{t('undo.later', { count: later.length })}</p>
      <TakenAlong
        label={t('undo.later', { count: later.length })}
        changes={later.map((batch) => [batch.id, wordBatch(findByName, batch)] as const)}
        testId="undo-later"
      />
    </>
  );
}

/** Asks before the snapshot from before a batch is restored: what goes with it, and everything that changes. */
export function WayBackDialog({ wayBack: { batch, day } }: { wayBack: WayBack }) {
  const { findByName } = usePacks().packIndex;
  const nameOf = usePackNames();
  const snapshot = batch.undo.snapshot ?? '';
  const plan = useRestorePlan(snapshot, false);
  const later = listLater(useChanges(allBatches).data ?? [], batch.id);
  const what = wordBatch(findByName, batch);
  const isAlone = day === null && batch.undo.laterBatches === 0;
  return (
    <RestoreConfirm
      title={isAlone ? t('undo.title', { what }) : t('undo.goBackTitle', { what: day ?? what })}
      text={t('undo.bySnapshot')}
      confirmLabel={isAlone ? t('undo.open') : t('undo.goBack')}
      confirmTestId="undo-confirm"
      plan={{ plan: plan.data, error: plan.error, nameOf }}
      onClose={closeUndoQuestion}
      onConfirm={() => {
        closeUndoQuestion();
        void goBackTo(snapshot);
      }}
    >
      <GoesWithIt later={later} />
      {(batch.counts?.model ?? 0) > 0 && (
        <p className="mt-3 flex items-start gap-2 text-sm text-soft">
          <Info aria-hidden size={14} className="mt-0.5 shrink-0 text-faint" />
          {t('undo.modelsStay')}
        </p>
      )}
    </RestoreConfirm>
  );
}
