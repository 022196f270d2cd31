import type { FocusEvent, ReactNode } from 'react';

/** Long enough to be read, thought about and reached. */
const shownMs = 12_000;
/** What has to be read stays longer. */
const warningShownMs = 20_000;

interface StayingProps {
  onHold: (isHeld: boolean) => void;
  children: ReactNode;
}

function Staying({ onHold, children }: StayingProps) {
  const onBlur = (event: FocusEvent<HTMLElement>): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) onHold(false);
  };
  return (
    <span className="flex shrink-0 gap-1.5" onFocus={() => onHold(true)} onBlur={onBlur}>
      {children}
    </span>
  );
}

/** What was done, and the ways on. */
export interface ButtonToast {
  /** Another news of the same thing takes the place of the former. */
  id: string;
  title: string;
  description: string | undefined;
  isWarning?: boolean;
  /** Draws the buttons; `close` is for whoever was pressed. */
  buttons: (close: () => void) => ReactNode;
}

/**
 * Says that something was done, with buttons that lead on. It stays while the keyboard is on one of them: alt and T lead there, as the sheet of
 * shortcuts says. What carries it is loaded with the first word: no start has any.
 */
export function tellWithButtons({ id, title, description, isWarning = false, buttons }: ButtonToast): void {
  void import('sonner').then(({ toast }) => {
    const drawn = buttons(() => toast.dismiss(id));
    const show = (isHeld: boolean): void => {
      const duration = isHeld ? Infinity : isWarning ? warningShownMs : shownMs;
      const action = <Staying onHold={show}>{drawn}</Staying>;
      toast[isWarning ? 'warning' : 'success'](title, { id, description, duration, action });
    };
    show(false);
  });
}
