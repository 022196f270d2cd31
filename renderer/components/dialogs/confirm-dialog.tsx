import { Dialog, type DialogProps } from './dialog';

export interface ConfirmDialogProps extends DialogProps {
  /** What is about to be done, on its button. */
  confirmLabel: string;
  onConfirm: () => void;
}

/** Asks before something is done, and lists what it touches. Leaving everything as it is, the safe choice, has the focus. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return <Dialog isAlert tone="danger" {...props} />;
}
