import { join } from 'node:path';
import { app, nativeTheme, session, type BrowserWindow, type WebContents } from 'electron';
import type { Logger } from '../../src/base/log';
import { backgroundNow, type EarlyWindow } from './early-window';
import { isSamePage } from './sender';
import { keepIfPossible } from '../../src/host/store/keep-if-possible';
import type { StateStore } from '../../src/host/store/state-store';

const saveDelayMs = 400;

export interface MainWindow {
  browserWindow: BrowserWindow;
  /** Address of the page that may call the core. */
  pageUrl: string;
  /** Resolves when the page has loaded. */
  load: () => Promise<void>;
  /** Brings the window to the front, wherever it was. */
  reveal: () => void;
}

export interface WindowOptions {
  store: StateStore;
  early: EarlyWindow;
  log: Logger;
}

/** Takes over the one window: without navigation, new windows or permissions, and it remembers where it was left. */
export function createMainWindow({ store, early, log }: WindowOptions): MainWindow {
  const { browserWindow: window, pageUrl, loaded } = early;
  // Reading the picture held the first paint up by 7 ms; macOS takes the one of the app.
  if (process.platform !== 'darwin') window.setIcon(join(app.getAppPath(), 'assets/icon.png'));
  nativeTheme.on('updated', () => followTheme(window));
  rememberBounds(window, store);
  denyPermissions(pageUrl);
  guardContents(window.webContents, pageUrl, log);
  return { browserWindow: window, pageUrl, load: () => loaded, reveal: () => revealWindow(window) };
}

function revealWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function followTheme(window: BrowserWindow): void {
  if (!window.isDestroyed()) window.setBackgroundColor(backgroundNow());
}

function rememberBounds(window: BrowserWindow, store: StateStore): void {
  let timer: NodeJS.Timeout | undefined;
  const save = () => {
    clearTimeout(timer);
    const isMaximized = window.isMaximized();
    keepIfPossible(store, (state) => ({ ...state, bounds: { ...window.getNormalBounds(), isMaximized } }));
  };
  const saveSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, saveDelayMs);
  };
  window.on('resize', saveSoon);
  window.on('move', saveSoon);
  window.on('hide', save);
  window.on('closed', () => clearTimeout(timer));
}

/** Copying text is the one thing our page may do. */
function denyPermissions(pageUrl: string): void {
  const isAllowed = (permission: string, address: string) =>
    permission === 'clipboard-sanitized-write' && isSamePage(address, pageUrl);
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer) =>
    answer(isAllowed(permission, contents.getURL())),
  );
  session.defaultSession.setPermissionCheckHandler((contents, permission) =>
    isAllowed(permission, contents?.getURL() ?? ''),
  );
}

/** The page stays the page: no navigation away, no new window, no guest. Links leave through `desktop.openExternal`. */
function guardContents(contents: WebContents, pageUrl: string, log: Logger): void {
  contents.on('will-frame-navigate', (event) => {
    if (event.isMainFrame && isSamePage(event.url, pageUrl)) return;
    log.warn('A navigation was refused.', { address: event.url });
    event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    log.warn('A new window was refused.', { address: url });
    return { action: 'deny' };
  });
}
