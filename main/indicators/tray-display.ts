import { nativeTheme, type BrowserWindow } from 'electron';
import type { Taskbar } from './taskbar';
import { buildTaskbarModel } from './taskbar-model';
import type { Translate } from '../texts/texts';
import { createTrayIcon } from './tray';
import { buildTrayModel, chooseTheme, type TrayCommand, type TrayModel } from './tray-model';
import type { TrayState } from './tray-state';

/** An open menu flickers when it is replaced; twice a second is as often as a person reads it. */
const redrawMs = 400;

export interface TrayDisplayOptions {
  window: BrowserWindow;
  taskbar: Taskbar;
  /** Name of the desktop environment, as Linux tells it. */
  desktopName: string;
  t: Translate;
  /** What is to be shown, as it is at the moment of drawing. */
  state: () => TrayState;
  onCommand: (command: TrayCommand, about?: string) => void;
}

export interface TrayDisplay {
  /** Draws anew, a moment later. */
  redrawSoon: () => void;
  close: () => void;
}

/** Draws tray, taskbar and dock from the state; no more often than a person reads. */
export function createTrayDisplay(options: TrayDisplayOptions): TrayDisplay {
  const { window, taskbar, desktopName, t, state } = options;
  let timer: NodeJS.Timeout | undefined;

  function build(): TrayModel {
    const theme = chooseTheme(process.platform, desktopName, nativeTheme.shouldUseDarkColors);
    const now = state();
    return buildTrayModel({ ...now, theme, batchStartMs: now.batchStartMs ?? 0 }, t);
  }

  function redraw(): void {
    timer = undefined;
    if (window.isDestroyed()) return;
    tray.show(build());
    taskbar.show(buildTaskbarModel(state()));
  }

  const redrawSoon = () => {
    timer ??= setTimeout(redraw, redrawMs);
  };
  const tray = createTrayIcon(build(), options.onCommand);
  window.on('focus', redrawSoon);
  nativeTheme.on('updated', redrawSoon);
  return {
    redrawSoon,
    close: () => {
      nativeTheme.off('updated', redrawSoon);
      window.off('focus', redrawSoon);
      clearTimeout(timer);
      tray.close();
    },
  };
}
