import { type ReactNode, type RefObject, type SyntheticEvent, useRef } from 'react';
import { Button, type ButtonTone } from '../button';
import { FormFoot } from '../dialog-foot';
import { Modal } from '../modal';
import type { LockLook } from '../use-lock';

interface FormDialogProps {
  title: string;
  description: string;
  /** What has the focus at first; without it the button that leaves everything as it is. */
  focusRef?: RefObject<HTMLElement | null>;
  /** The words on the button that leaves everything as it is. */
  cancelLabel: string;
  /** What is about to be done, on its button. */
  submitLabel: string;
  submitTone?: ButtonTone;
  /** What the button wears where the policy asks first. */
  submitLock?: LockLook;
  /** Whether what stands in the fields can be sent now. */
  canSubmit: boolean;
  testId?: string;
  onSubmit: () => void;
  onClose: () => void;
  /** The fields, and what is said of them. */
  children: ReactNode;
}

/** Asks for what is to be filled in; the enter key sends it as its button does. */
export function FormDialog({ title, description, canSubmit, onSubmit, onClose, children, ...props }: FormDialogProps) {
  const cancelRef = useRef<HTMLButtonElement>(null);
  const { focusRef = cancelRef, submitTone = 'primary' } = props;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (canSubmit) onSubmit();
  };
  return (
    <Modal isOpen title={title} description={description} focusRef={focusRef} onClose={onClose}>
      <form onSubmit={submit} className="mt-4" data-testid={props.testId}>
        {children}
        <FormFoot className="mt-3">
          <Button ref={cancelRef} onClick={onClose}>
            {props.cancelLabel}
          </Button>
          <Button type="submit" tone={submitTone} {...props.submitLock} disabled={!canSubmit}>
            {props.submitLabel}
          </Button>
        </FormFoot>
      </form>
    </Modal>
  );
}
