import { Button } from '../../components/button';

/** Long enough to be read, thought about and reached. */
const shownMs = 12_000;

/** What was done, and the way back. */
export interface UndoToast {
  title: string;
  description: string | undefined;
  undoLabel: string;
  onUndo: () => void;
}

/** Says that something was done, with a button that takes it back. It stays while the keyboard is on that button: alt and T lead to it, as the sheet of shortcuts says. */
export function tellUndoable({ title, description, undoLabel, onUndo }: UndoToast): void {
  void import('sonner').then(({ toast }) => {
    const id = crypto.randomUUID();
    const undo = (): void => {
      toast.dismiss(id);
      onUndo();
    };
    const show = (duration: number): void => {
      const action = (
        <Button
          size="small"
          data-testid="toast-undo"
          className="shrink-0"
          onFocus={() => show(Infinity)}
          onBlur={() => show(shownMs)}
          onClick={undo}
        >
          {undoLabel}
        </Button>
      );
      toast.success(title, { id, description, duration, action });
    };
    show(shownMs);
  });
}
