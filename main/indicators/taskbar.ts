import { join } from 'node:path';
import { app, nativeImage, type BrowserWindow } from 'electron';
import { isInFront } from '../window/window-focus';
import type { TaskbarModel } from './taskbar-model';
import type { Translate } from '../texts/texts';
import { attentionDotFile } from './tray-picture';

export interface Taskbar {
  show: (model: TaskbarModel) => void;
  /** Asks for the person's attention, once, until the window is in front. */
  flash: () => void;
}

/** Shows the batch on the taskbar button, and on the icon that tasks failed. Where the desktop has neither, nothing happens. */
export function createTaskbar(window: BrowserWindow, t: Translate): Taskbar {
  window.on('focus', () => window.flashFrame(false));
  return {
    show({ progress, mode, badge }) {
      if (window.isDestroyed()) return;
      window.setProgressBar(progress ?? -1, { mode: progress === null ? 'none' : mode });
      // Windows has no numbers on its icons.
      if (process.platform === 'win32') layDot(window, badge === 0 ? '' : t('tasks.failures', { count: badge }));
      else app.setBadgeCount(badge);
    },
    flash() {
      if (!window.isDestroyed() && !isInFront(window)) window.flashFrame(true);
    },
  };
}

/** `why` is what a screen reader says of the dot; empty: no dot. */
function layDot(window: BrowserWindow, why: string): void {
  const dot = () => nativeImage.createFromPath(join(app.getAppPath(), attentionDotFile));
  window.setOverlayIcon(why === '' ? null : dot(), why);
}
