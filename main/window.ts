import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, BrowserWindow, nativeTheme, screen, session, type WebContents } from 'electron';
import type { Logger } from '../src/base/log';
import { isSamePage } from './sender';
import type { StateStore } from './state-store';
import { chooseBounds, minimumSize } from './window-bounds';

const saveDelayMs = 400;

/** Colours of the first paint, before the page is there: the same as the page's background in either theme. */
const backgrounds = { light: '#fdfdfe', dark: '#131518' };

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
  /** Address of the development server; null: the built page. */
  rendererUrl: string | null;
  isHidden: boolean;
  log: Logger;
}

/** Makes the one window: sandboxed, without navigation, new windows or permissions, where it was left the last time. */
export function createMainWindow({ store, rendererUrl, isHidden, log }: WindowOptions): MainWindow {
  const remembered = store.read().bounds;
  const pageUrl = rendererUrl ?? pathToFileURL(join(app.getAppPath(), 'out/renderer/index.html')).href;
  const window = new BrowserWindow({
    ...chooseBounds(
      remembered,
      screen.getAllDisplays().map((display) => display.workArea),
    ),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    title: app.getName(),
    icon: join(app.getAppPath(), 'assets/icon.png'),
    backgroundColor: backgroundNow(),
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(app.getAppPath(), 'out/preload/preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (remembered?.isMaximized && !isHidden) window.maximize();
  if (!isHidden) window.once('ready-to-show', () => window.show());
  nativeTheme.on('updated', () => followTheme(window));
  rememberBounds(window, store);
  denyPermissions(pageUrl);
  guardContents(window.webContents, pageUrl, log);
  return { browserWindow: window, pageUrl, load: () => window.loadURL(pageUrl), reveal: () => revealWindow(window) };
}

function revealWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function backgroundNow(): string {
  return nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light;
}

function followTheme(window: BrowserWindow): void {
  if (!window.isDestroyed()) window.setBackgroundColor(backgroundNow());
}

function rememberBounds(window: BrowserWindow, store: StateStore): void {
  let timer: NodeJS.Timeout | undefined;
  const save = () => {
    clearTimeout(timer);
    const isMaximized = window.isMaximized();
    store.update((state) => ({ ...state, bounds: { ...window.getNormalBounds(), isMaximized } }));
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
  contents.on('render-process-gone', (_event, details) => {
    log.error('The window stopped working and is loaded again.', { reason: details.reason });
    if (details.reason !== 'clean-exit' && details.reason !== 'killed') contents.reload();
  });
}
