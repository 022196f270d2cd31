import { app, type BrowserWindow } from 'electron';
import type { TrayModel } from './tray-model';

/** Shows the batch on the taskbar button, and the number of failed tasks on the dock icon. */
export function showOnTaskbar(window: BrowserWindow, model: TrayModel): void {
  if (window.isDestroyed()) return;
  const mode = model.isPaused ? 'paused' : 'normal';
  window.setProgressBar(model.progress ?? -1, { mode: model.progress === null ? 'none' : mode });
  app.setBadgeCount(model.failures);
}
