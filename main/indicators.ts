import { nativeTheme, type BrowserWindow } from 'electron';
import type { Logger } from '../src/base/log';
import type { QueueView } from '../src/contract/tasks';
import { showOnTaskbar } from './taskbar';
import { createTrayIcon } from './tray';
import { callCore, createTrayCommands } from './tray-commands';
import { buildTrayModel, chooseTheme, type TrayModel } from './tray-model';
import { createTrayState, stepTrayState, withComfy, withQueue } from './tray-state';
import type { Workspace } from './workspace';

/** An open menu flickers when it is replaced; twice a second is as often as a person reads it. */
const redrawMs = 400;

export interface Indicators {
  /** The queue as last announced; null when nothing is open. */
  queue: () => QueueView | null;
  close: () => void;
}

export interface IndicatorOptions {
  window: BrowserWindow;
  workspace: Workspace;
  /** Name of the desktop environment, as Linux tells it. */
  desktopName: string;
  onOpen: () => void;
  /** Opens the web UI in the browser. */
  onOpenWeb: () => Promise<void>;
  onQuit: () => void;
  log: Logger;
}

/** Keeps tray, taskbar and dock true to the queue. */
export function createIndicators(options: IndicatorOptions): Indicators {
  const { window, workspace, desktopName, log } = options;
  const commands = createTrayCommands(options);
  let state = createTrayState(Date.now());
  let timer: NodeJS.Timeout | undefined;

  function build(): TrayModel {
    // What happens before the person's eyes asks for no attention afterwards.
    if (window.isFocused()) state = { ...state, seenMs: Date.now() };
    const theme = chooseTheme(process.platform, desktopName, nativeTheme.shouldUseDarkColors);
    return buildTrayModel({ ...state, theme, batchStartMs: state.batchStartMs ?? 0 });
  }

  function redraw(): void {
    timer = undefined;
    if (window.isDestroyed()) return;
    const model = build();
    tray.show(model);
    showOnTaskbar(window, model);
  }

  const redrawSoon = () => (timer ??= setTimeout(redraw, redrawMs));
  const tray = createTrayIcon(build(), (command) => commands[command]());

  async function readCore(): Promise<void> {
    state = withQueue(state, await callCore(workspace, 'queue.view'));
    state = withComfy(state, await callCore(workspace, 'comfyui.status'));
    redrawSoon();
  }

  const unsubscribe = workspace.onEvent((event) => {
    const next = stepTrayState(state, event);
    if (next === state) return;
    state = next;
    redrawSoon();
    if (event.name === 'cmd-installation-changed' && event.payload.installation)
      readCore().catch((error: unknown) => log.error('The tray could not read the queue.', { error: String(error) }));
  });
  window.on('focus', redrawSoon);
  nativeTheme.on('updated', redrawSoon);

  return {
    queue: () => state.queue,
    close: () => {
      unsubscribe();
      nativeTheme.off('updated', redrawSoon);
      window.off('focus', redrawSoon);
      clearTimeout(timer);
      tray.close();
    },
  };
}
