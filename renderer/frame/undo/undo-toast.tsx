import type { FocusEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button';
import { isRestartAsked, restartComfy, useComfyOrders } from '../../state/comfyui/comfy-actions';
import { useComfyStatus } from '../../state/comfyui/comfy-queries';

/** Long enough to be read, thought about and reached. */
const shownMs = 12_000;
/** What has to be read stays longer. */
const warningShownMs = 20_000;

/** What was done, and the ways on. */
export interface DoneToast {
  /** The batch: another news of it takes the place of the former. */
  id: string;
  title: string;
  warnings: readonly string[];
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
  onHold: (isHeld: boolean) => void;
}

function ToastButtons({ onUndo, onPress, onHold }: ToastButtonsProps) {
  const { t } = useTranslation();
  const onBlur = (event: FocusEvent<HTMLElement>): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) onHold(false);
  };
  const undo = (): void => {
    onPress();
    onUndo?.();
  };
  return (
    <span className="flex shrink-0 gap-1.5" onFocus={() => onHold(true)} onBlur={onBlur}>
      {onUndo !== null && (
        <Button size="small" data-testid="toast-undo" onClick={undo}>
          {t('undo.open')}
        </Button>
      )}
      <RestartButton onPress={onPress} />
    </span>
  );
}

/**
 * Says that something was done, with a button that takes it back, and the restart where ComfyUI waits for one. It stays while the keyboard is on its
 * buttons: alt and T lead to them, as the sheet of shortcuts says.
 */
export function tellDone({ id, title, warnings, onUndo }: DoneToast): void {
  void import('sonner').then(({ toast }) => {
    const isWarning = warnings.length > 0;
    const show = (isHeld: boolean): void => {
      const duration = isHeld ? Infinity : isWarning ? warningShownMs : shownMs;
      const action = <ToastButtons onUndo={onUndo} onPress={() => toast.dismiss(id)} onHold={show} />;
      const description = isWarning ? warnings.join(' ') : undefined;
      toast[isWarning ? 'warning' : 'success'](title, { id, description, duration, action });
    };
    show(false);
  });
}
