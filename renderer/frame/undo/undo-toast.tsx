import { t } from 'i18next';
import { showButtonToast } from '../../components/feedback/button-toast';
import { ToastButton } from '../../components/feedback/toast-button';
import type { Wording } from '../../hooks/wording';

/** What was done, and the ways on. */
export interface DoneToast {
  /** The batch: another news of it takes the place of the former. */
  id: string;
  title: Wording;
  /** What a person must know of it; null where that is nothing. */
  warning: Wording | null;
  /** Null where there is no way back. */
  onUndo: (() => void) | null;
}

function UndoButton({ onUndo, close }: { onUndo: () => void; close: () => void }) {
  return (
    <ToastButton data-testid="toast-undo" close={close} onPress={onUndo}>
      {t('undo.open')}
    </ToastButton>
  );
}

/** Says that something was done, with a button that takes it back. */
export function showDoneToast({ id, title, warning, onUndo }: DoneToast): void {
  const buttons = (close: () => void) => onUndo && <UndoButton onUndo={onUndo} close={close} />;
  showButtonToast({
    id,
    title,
    description: warning ?? undefined,
    tone: warning === null ? 'success' : 'warning',
    buttons,
  });
}
