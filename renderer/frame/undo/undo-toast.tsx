import { useTranslation } from 'react-i18next';
import { showButtonToast } from '../../components/feedback/button-toast';
import { ToastButton } from '../../components/feedback/toast-button';
import { isRestartRequested, restartComfy, useComfyOrders } from '../../state/comfyui/comfy-actions';
import { useComfyStatus } from '../../state/comfyui/comfy-queries';
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

/** Where ComfyUI runs with something else than lies on disk; the rail says what waits. */
function RestartButton({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const status = useComfyStatus().data;
  const isRequested = useComfyOrders(isRestartRequested);
  if (status?.state !== 'running' || status.restart.count === 0) return null;
  return (
    <ToastButton data-testid="toast-restart" disabled={isRequested} close={close} onPress={() => void restartComfy()}>
      {t('comfy.actions.restart')}
    </ToastButton>
  );
}

interface ToastButtonsProps {
  onUndo: (() => void) | null;
  close: () => void;
}

function ToastButtons({ onUndo, close }: ToastButtonsProps) {
  const { t } = useTranslation();
  return (
    <>
      {onUndo !== null && (
        <ToastButton data-testid="toast-undo" close={close} onPress={onUndo}>
          {t('undo.open')}
        </ToastButton>
      )}
      <RestartButton close={close} />
    </>
  );
}

/** Says that something was done, with a button that takes it back, and the restart where ComfyUI waits for one. */
export function showDoneToast({ id, title, warning, onUndo }: DoneToast): void {
  const buttons = (close: () => void) => <ToastButtons onUndo={onUndo} close={close} />;
  showButtonToast({
    id,
    title,
    description: warning ?? undefined,
    tone: warning === null ? 'success' : 'warning',
    buttons,
  });
}
