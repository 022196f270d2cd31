import { type ReactNode, useRef } from 'react';
import { Button } from './button';
import { DialogFoot } from './dialog-foot';
import { Modal } from './modal';

export interface ConfirmDialogProps {
  title: string;
  text: string;
  /** What is about to be done, on its button. */
  confirmLabel: string;
  /** The words on the button that leaves everything as it is. */
  keepLabel: string;
  /** `danger` says that something is lost, or made less safe, by confirming. */
  tone?: 'danger' | 'primary';
  isDisabled?: boolean;
  confirmTestId?: string;
  onConfirm: () => void;
  onClose: () => void;
  /** What is touched. */
  children?: ReactNode;
}

/** Asks before something is done, and lists what it touches. Leaving everything as it is, the safe choice, has the focus. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, text, tone = 'danger', isDisabled = false, confirmTestId, onConfirm, onClose, children } = props;
  const keepRef = useRef<HTMLButtonElement>(null);
  const footer = (
    <DialogFoot>
      <Button ref={keepRef} onClick={onClose}>
        {props.keepLabel}
      </Button>
      <Button tone={tone} data-testid={confirmTestId} disabled={isDisabled} onClick={onConfirm}>
        {props.confirmLabel}
      </Button>
    </DialogFoot>
  );
  return (
    <Modal isOpen isAlert title={title} description={text} focusRef={keepRef} footer={footer} onClose={onClose}>
      {children}
    </Modal>
  );
}
