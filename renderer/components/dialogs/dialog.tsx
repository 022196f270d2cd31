import { type ReactNode, type RefObject, type SyntheticEvent, useId, useRef } from 'react';
import { t } from 'i18next';
import { Button, type ButtonTone } from '../button';
import { DialogFoot } from './dialog-foot';
import { Modal } from './modal';
import type { LockAppearance } from '../lock';

interface ButtonsProps {
  /** The words on the button that leaves everything as it is; left out, it cancels what could be confirmed, or closes. */
  keepLabel?: string;
  keepTestId?: string;
  /** What is about to be done, on its button; without it there is nothing to do but to close. */
  confirmLabel?: string;
  /** `danger` says that something is lost, or made less safe, by confirming. */
  tone?: ButtonTone;
  /** What the button wears where the policy asks first. */
  lock?: LockAppearance;
  isDisabled?: boolean;
  /** What the main act waits for. */
  waitsFor?: string | undefined;
  confirmTestId?: string;
  onConfirm?: () => void;
  onClose: () => void;
  /** Further acts, between the safe choice and the main one. */
  more?: ReactNode;
  /** What stands at the other side of the buttons: a word on what they do, or a way elsewhere. */
  aside?: ReactNode;
}

export interface DialogProps extends ButtonsProps {
  title: string;
  text?: string;
  /** What has the focus at first; without it a text field that stands first, or the button that leaves everything as it is. */
  focusRef?: RefObject<HTMLElement | null>;
  /** It stands in the way of something that was pressed. */
  isAlert?: boolean;
  isWide?: boolean;
  /** As high whatever is in it. */
  isSteady?: boolean;
  /** It has fields: the enter key confirms as the button does. */
  isForm?: boolean;
  /** Something is under way that only the buttons end. */
  isBusy?: boolean;
  testId?: string;
  /** What is touched, the fields, or what there is to read. */
  children?: ReactNode;
}

interface FootProps extends ButtonsProps {
  keepRef: RefObject<HTMLButtonElement | null>;
  /** The form that the main act sends. */
  form: string | undefined;
}

function Foot({ keepRef, form, confirmLabel, onConfirm, tone = 'primary', more, aside, ...props }: FootProps) {
  const press = form === undefined ? { onClick: () => onConfirm?.() } : ({ type: 'submit', form } as const);
  return (
    <DialogFoot aside={aside}>
      <Button ref={keepRef} data-testid={props.keepTestId} onClick={props.onClose}>
        {props.keepLabel ?? t(onConfirm === undefined ? 'app.close' : 'actions.cancel')}
      </Button>
      {more}
      {confirmLabel !== undefined && (
        <Button
          {...press}
          {...props.lock}
          tone={tone}
          data-testid={props.confirmTestId}
          disabled={props.isDisabled}
          waitsFor={props.waitsFor}
        >
          {confirmLabel}
        </Button>
      )}
    </DialogFoot>
  );
}

/** What it says or asks for, and the buttons in sight below: the safe choice first, the main act last. */
export function Dialog({ title, text, isAlert, isWide, isSteady, isForm, isBusy = false, ...props }: DialogProps) {
  const { focusRef, testId, children, ...buttons } = props;
  const keepRef = useRef<HTMLButtonElement>(null);
  const form = useId();
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    props.onConfirm?.();
  };
  return (
    <Modal
      {...{ title, isAlert, isWide, isSteady, testId }}
      description={text}
      focusRef={focusRef ?? keepRef}
      footer={<Foot {...buttons} keepRef={keepRef} form={isForm === true ? form : undefined} />}
      onClose={isBusy ? () => undefined : props.onClose}
    >
      {isForm === true ? (
        <form id={form} onSubmit={submit} className="mt-4">
          {children}
        </form>
      ) : (
        children
      )}
    </Modal>
  );
}
