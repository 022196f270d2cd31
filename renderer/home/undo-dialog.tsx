import { CircleAlert, CircleCheck, Info } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../src/contract/errors';
import type { SnapshotChange } from '../../src/contract/snapshots';
import { Button } from '../components/button';
import { ChangeList } from '../components/change-list';
import { Modal } from '../components/modal';
import { Notice } from '../components/notice';

/** What a restore would change; undefined while it is compared. */
export interface UndoPlan {
  changes: readonly SnapshotChange[] | undefined;
  error: AppError | null;
}

interface UndoDialogProps {
  title: string;
  plan: UndoPlan;
  /** How many later changes are taken back as well. */
  laterBatches: number;
  hasModels: boolean;
  onClose: () => void;
  onConfirm: () => void;
}

function Preview({ changes, error }: UndoPlan) {
  const { t } = useTranslation();
  if (error) {
    return (
      <Notice
        isAlert
        tone="red"
        icon={<CircleAlert size={16} />}
        title={t('snapshots.failedCompare')}
        text={error.message}
        remedy={error.remedy ?? ''}
      />
    );
  }
  if (!changes) return <p className="py-3 text-muted">{t('snapshots.comparing')}</p>;
  if (changes.length > 0) return <ChangeList changes={changes} />;
  return (
    <p className="flex items-center gap-2 py-3 text-muted">
      <CircleCheck aria-hidden size={15} className="text-green-text" />
      {t('snapshots.same')}
    </p>
  );
}

function Note({ text }: { text: string }) {
  return (
    <p className="mt-3 flex items-start gap-2 text-sm text-soft">
      <Info aria-hidden size={14} className="mt-0.5 shrink-0 text-faint" />
      {text}
    </p>
  );
}

/** Lists everything that going back changes before it is done. Staying as it is has the focus. */
export function UndoDialog({ title, plan, laterBatches, hasModels, onClose, onConfirm }: UndoDialogProps) {
  const { t } = useTranslation();
  const cancelRef = useRef<HTMLButtonElement>(null);
  const work = plan.changes?.filter(({ action }) => action !== 'leave').length ?? 0;
  return (
    <Modal isOpen isAlert title={title} description={t('home.undo.text')} focusRef={cancelRef} onClose={onClose}>
      {laterBatches > 0 && <Note text={t('home.undo.later', { count: laterBatches })} />}
      {hasModels && <Note text={t('home.undo.models')} />}
      <div
        className="mt-4 max-h-80 min-h-24 overflow-y-auto"
        tabIndex={0}
        role="group"
        aria-label={t('snapshots.changes')}
      >
        <Preview {...plan} />
      </div>
      <div className="mt-5 flex justify-end gap-2">
        <Button tone="primary" data-testid="undo-confirm" disabled={work === 0} onClick={onConfirm}>
          {t('home.undo.confirm')}
        </Button>
        <Button ref={cancelRef} onClick={onClose}>
          {t('home.undo.cancel')}
        </Button>
      </div>
    </Modal>
  );
}
