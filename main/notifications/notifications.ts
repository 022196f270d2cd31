import { Notification } from 'electron';
import type { Note, NoteAction } from './compose';
import type { Translate } from '../texts/texts';

export interface NotifierOptions {
  t: Translate;
  /** Called when the body or a button was clicked. */
  onAction: (action: NoteAction, note: Note) => void;
}

export interface Notifier {
  show: (note: Note) => void;
  /** Takes back what is still shown: the person is here. */
  clear: () => void;
}

/** Shows notes as notifications of the system, one for each subject of an installation at a time. Where there are none, nothing happens. */
export function createNotifier({ t, onAction }: NotifierOptions): Notifier {
  // A notification without a reference is collected as garbage, and its click is then never heard.
  const shown = new Map<string, Notification>();

  function show(note: Note): void {
    if (!Notification.isSupported()) return;
    const key = `${note.subject} ${note.folder ?? ''}`;
    shown.get(key)?.close();
    const notification = new Notification({
      title: note.title,
      body: note.body,
      // Only macOS shows buttons through Electron; elsewhere the click on the body must do.
      ...(process.platform === 'darwin' ? { actions: note.actions.map((action) => toButton(action, t)) } : {}),
    });
    const forget = () => {
      if (shown.get(key) === notification) shown.delete(key);
    };
    notification.on('click', () => onAction('show', note));
    notification.on('action', (details, index) => onAction(note.actions[readPressed(details, index)] ?? 'show', note));
    notification.on('close', forget);
    notification.on('failed', forget);
    shown.set(key, notification);
    notification.show();
  }

  return {
    show,
    clear: () => {
      for (const notification of [...shown.values()]) notification.close();
      shown.clear();
    },
  };
}

function toButton(action: NoteAction, t: Translate): { type: 'button'; text: string } {
  return { type: 'button', text: t(`note.${action}`) };
}

/** Newer versions of Electron name the button in the event, and will no longer send its number by itself (docs/decisions/024). */
function readPressed(details: object, index: number | undefined): number {
  return 'actionIndex' in details ? Number(details.actionIndex) : (index ?? -1);
}
