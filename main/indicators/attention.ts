import type { BrowserWindow } from 'electron';
import type { AppEvent } from '../../src/contract/events';
import type { QueueView } from '../../src/contract/tasks/tasks';
import { createBackgroundNews } from '../notifications/background';
import { isInFront } from '../window/window-focus';
import { createNewsWatch, type ComfyNews } from '../notifications/collect-news';
import type { Note, NoteAction } from '../notifications/compose';
import { createNotifier } from '../notifications/notifications';
import type { Taskbar } from './taskbar';
import type { Translate } from '../texts/texts';
import type { TrayCommand } from './tray-model';
import type { Workspace } from '../../src/host/workspace/workspace';

export interface AttentionOptions {
  window: BrowserWindow;
  workspace: Pick<Workspace, 'overview'>;
  taskbar: Taskbar;
  t: Translate;
  /** Whether the person wants notifications. */
  isWanted: () => boolean;
  queue: () => QueueView | null;
  canUndo: () => boolean;
  onCommand: (command: TrayCommand) => void;
  /** Leads to what a note is about. */
  onFollow: (note: Note) => void;
}

export interface Attention {
  /** Takes an event of the shown installation, or about all of them, once the queue has been read. */
  receive: (event: AppEvent) => void;
  /** Takes what was found when an installation was shown. */
  begin: (comfy: ComfyNews) => void;
  close: () => void;
}

/** Calls the person while the window is not in front: by a notification, and by the taskbar when something went wrong. */
export function createAttention(options: AttentionOptions): Attention {
  const { window, workspace, taskbar, t, onCommand } = options;
  const effects: Record<NoteAction, (note: Note) => void> = {
    show: options.onFollow,
    undo: () => onCommand('undo'),
    startAgain: () => onCommand('start'),
  };
  const notifier = createNotifier({ t, onAction: (action, note) => effects[action](note) });
  const isFocused = () => window.isDestroyed() || isInFront(window);
  const onNote = (note: Note) => {
    if (note.isBad) taskbar.flash();
    if (options.isWanted()) notifier.show(note);
  };
  const shown = createNewsWatch({ ...options, isWatched: isFocused, onNote });
  const hidden = createBackgroundNews({ t, isFocused, overview: workspace.overview, onNote });
  window.on('focus', notifier.clear);
  return {
    receive(event) {
      if (event.name === 'cmd-installation-changed') shown.forget();
      else if (event.name === 'cmd-queue-changed') shown.seeQueue();
      else if (event.name === 'cmd-comfyui-changed') shown.seeComfy(event.payload);
      else if (event.name === 'cmd-installations-changed') hidden.see(event.payload.installations);
    },
    begin(comfy) {
      shown.seeQueue();
      shown.seeComfy(comfy);
    },
    close: () => {
      shown.forget();
      hidden.close();
      window.off('focus', notifier.clear);
      notifier.clear();
    },
  };
}
