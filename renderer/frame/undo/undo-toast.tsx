import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button';
import { tellWithButtons } from '../../components/feedback/button-toast';
import { isRestartAsked, restartComfy, useComfyOrders } from '../../state/comfyui/comfy-actions';
import { useComfyStatus } from '../../state/comfyui/comfy-queries';
import type { Told } from '../../hooks/told-words';

/** What was done, and the ways on. */
export interface DoneToast {
  /** The batch: another news of it takes the place of the former. */
  id: string;
  title: Told;
  /** What a person must know of it; null where that is nothing. */
  warning: Told | null;
  /** Null where there is no way back. */
  onUndo: (() => void) | null;
}

/** Where ComfyUI runs with something else than lies on disk; the rail says what waits. */
function RestartButton({ onPress }: { onPress: () => void }) {
  const { t } = useTranslation();
  const status = useComfyStatus().data;
  const isAsked = useComfyOrders(isRestartAsked);
  if (status?.state !== 'running' || status.restart.count === 0) return null;
  const restart = (): void => {
    onPress();
    void restartComfy();
  };
  return (
    <Button size="small" data-testid="toast-restart" disabled={isAsked} onClick={restart}>
      {t('comfy.actions.restart')}
    </Button>
  );
}

interface ToastButtonsProps {
  onUndo: (() => void) | null;
  onPress: () => void;
}

function ToastButtons({ onUndo, onPress }: ToastButtonsProps) {
  const { t } = useTranslation();
  const undo = (): void => {
    onPress();
    onUndo?.();
  };
  return (
    <>
      {onUndo !== null && (
        <Button size="small" data-testid="toast-undo" onClick={undo}>
          {t('undo.open')}
        </Button>
      )}
      <RestartButton onPress={onPress} />
    </>
  );
}

/** Says that something was done, with a button that takes it back, and the restart where ComfyUI waits for one. */
export function tellDone({ id, title, warning, onUndo }: DoneToast): void {
  const buttons = (close: () => void) => <ToastButtons onUndo={onUndo} onPress={close} />;
  tellWithButtons({
    id,
    title,
    description: warning ?? undefined,
    tone: warning === null ? 'success' : 'warning',
    buttons,
  });
}
