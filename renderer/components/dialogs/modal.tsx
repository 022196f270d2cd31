import { Dialog } from 'radix-ui';
import { type ReactNode, type RefObject, useRef } from 'react';
import { giveFocusBack, rememberFocus } from '../../hooks/focus-home';
import { classNames } from '../class-names';

interface ModalProps {
  title: string;
  description?: string;
  onClose: () => void;
  /** Receives the focus when the dialog opens, where that does not begin with a text field: the safe choice. */
  focusRef?: RefObject<HTMLElement | null>;
  isAlert?: boolean;
  /** A wider dialog, for lists with columns. */
  isWide?: boolean;
  /** As high whatever is in it: what comes and goes moves no button. */
  isSteady?: boolean;
  testId?: string;
  /** Buttons that stay in sight, below the part that scrolls. */
  footer?: ReactNode;
  children: ReactNode;
}

/** The text field that a dialog begins with; null where something else stands first. */
function findFirstField(dialog: EventTarget | null): HTMLElement | null {
  const first = dialog instanceof Element ? dialog.querySelector<HTMLElement>('button, input, a') : null;
  return first?.matches('input[type="text"]') === true ? first : null;
}

/** A dialog above everything; Escape closes it. */
export function Modal(props: ModalProps) {
  const {
    title,
    description,
    onClose,
    focusRef,
    isAlert = false,
    isWide = false,
    isSteady = false,
    footer,
    children,
  } = props;
  const formerRef = useRef<(() => void) | null>(null);
  const focusSafely = (event: Event): void => {
    formerRef.current = rememberFocus();
    if (!focusRef?.current) return;
    event.preventDefault();
    (findFirstField(event.currentTarget) ?? focusRef.current).focus();
  };
  // Whoever works by the keyboard goes on where the dialog was opened, unless something else has the focus by then.
  const focusFormer = (event: Event): void => {
    event.preventDefault();
    giveFocusBack(formerRef.current);
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-overlay" />
        <Dialog.Content
          data-testid={props.testId}
          role={isAlert ? 'alertdialog' : 'dialog'}
          onOpenAutoFocus={focusSafely}
          onCloseAutoFocus={focusFormer}
          aria-describedby={description === undefined ? undefined : 'modal-description'}
          className={classNames(
            'fixed top-1/2 left-1/2 z-40 outline-none flex max-h-[calc(100%-48px)] w-[calc(100%-48px)] -translate-1/2 flex-col overflow-hidden rounded-panel border border-border-strong bg-raised shadow-float',
            isWide ? 'max-w-180' : 'max-w-120',
            isSteady && 'h-150',
          )}
        >
          <div className="grow animate-fade scroll-steady p-5 pr-2.5">
            <Dialog.Title className="text-lg font-semibold break-words">{title}</Dialog.Title>
            {description !== undefined && (
              <Dialog.Description id="modal-description" className="mt-1 text-pretty text-muted">
                {description}
              </Dialog.Description>
            )}
            {children}
          </div>
          {footer !== undefined && <div className="shrink-0 border-t border-border px-5 py-3">{footer}</div>}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
