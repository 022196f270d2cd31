import { Info } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { RestoreConfirm, type RestorePlan } from '../components/restore-confirm';

interface UndoDialogProps {
  title: string;
  plan: RestorePlan;
  /** How many later changes are taken back as well. */
  laterBatches: number;
  hasModels: boolean;
  onClose: () => void;
  onConfirm: () => void;
}

function Note({ text }: { text: string }) {
  return (
    <p className="mt-3 flex items-start gap-2 text-sm text-soft">
      <Info aria-hidden size={14} className="mt-0.5 shrink-0 text-faint" />
      {text}
    </p>
  );
}

/** Lists everything that going back changes before it is done. */
export function UndoDialog({ title, plan, laterBatches, hasModels, onClose, onConfirm }: UndoDialogProps) {
  const { t } = useTranslation();
  return (
    <RestoreConfirm
      title={title}
      text={t('home.undo.text')}
      confirmLabel={t('home.undo.confirm')}
      keepLabel={t('home.undo.cancel')}
      confirmTestId="undo-confirm"
      plan={plan}
      onClose={onClose}
      onConfirm={onConfirm}
    >
      {laterBatches > 0 && <Note text={t('home.undo.later', { count: laterBatches })} />}
      {hasModels && <Note text={t('home.undo.models')} />}
    </RestoreConfirm>
  );
}
