import type { FocusEvent, MouseEvent, ReactNode } from 'react';
import { addToPile } from '../../hooks/toast-pile';
import { Button, type ButtonTone } from '../button';
import { InLanguage, type Wording } from '../../hooks/wording';

/** Long enough to be read, thought about and reached. */
const shownMs = 12_000;
/** What has to be read stays longer. */
const warningShownMs = 20_000;

/** A button of a news: it closes the news, and then does what it says. */
export interface ToastAct {
  label: Wording;
  testId: string;
  tone?: ButtonTone;
  run: () => void;
}

interface ActsProps {
  acts: readonly ToastAct[];
  onHold: (isHeld: boolean) => void;
  close: () => void;
}

function Acts({ acts, onHold, close }: ActsProps) {
  const press = (event: MouseEvent<HTMLElement>, run: () => void): void => {
    // The news give the focus back to where it was when they lose it: a dialog that is opened by them must not lose it to that.
    event.currentTarget.blur();
    close();
    run();
  };
  const onBlur = (event: FocusEvent<HTMLElement>): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) onHold(false);
  };
  return (
    <span className="ml-auto flex shrink-0 gap-1.5" onFocus={() => onHold(true)} onBlur={onBlur}>
      {acts.map(({ label, testId, tone = 'plain', run }) => (
        <Button key={testId} size="small" tone={tone} data-testid={testId} onClick={(event) => press(event, run)}>
          <InLanguage>{label}</InLanguage>
        </Button>
      ))}
    </span>
  );
}

/** What was done, and the ways on. */
export interface ButtonToast {
  /** What the news is about: another news of the same thing takes the place of the former. */
  id: string;
  title: () => ReactNode;
  description?: Wording | undefined;
  /** Usually that something was done well. */
  tone?: 'success' | 'info' | 'warning';
  /** It stays until the person closes it. */
  isLasting?: boolean;
  acts: readonly ToastAct[];
}

/** The news on the screen, by what they are about. */
const shownAs = new Map<string, string>();
let count = 0;

/** The name under which the news is shown: that of the former while it is there. One that is leaving would take its successor along. */
function nameNews(id: string): string {
  count += 1;
  const name = shownAs.get(id) ?? `${id} ${count}`;
  shownAs.set(id, name);
  return name;
}

/**
 * Says that something was done, with buttons that lead on. It stays while the keyboard is on one of them: alt and T lead there, as the sheet of
 * shortcuts says.
 */
export function showButtonToast({
  id,
  title,
  description,
  tone = 'success',
  isLasting = false,
  acts,
}: ButtonToast): void {
  const name = nameNews(id);
  const isShown = (): boolean => shownAs.get(id) === name;
  const forget = (): void => {
    if (isShown()) shownAs.delete(id);
  };
  addToPile((toast) => {
    const close = (): void => {
      forget();
      toast.dismiss(name);
    };
    const more = description && <InLanguage>{description}</InLanguage>;
    const show = (isHeld: boolean): void => {
      // The focus leaves a button that was pressed: that brings nothing back.
      if (!isShown()) return;
      const duration = isHeld || isLasting ? Infinity : tone === 'warning' ? warningShownMs : shownMs;
      const action = <Acts acts={acts} onHold={show} close={close} />;
      const leaving = { onDismiss: forget, onAutoClose: forget };
      toast[tone](<InLanguage>{title}</InLanguage>, { id: name, description: more, duration, action, ...leaving });
    };
    show(false);
  });
}
