import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import { openEarlyChannels, type EarlyChannels } from './early-channels';
import { readEarlyState, type EarlyOptions } from '../startup/early-state';
import { readStartupView, tableFileOf } from '../../src/host/store/prepared-files';
import { chooseBounds, minimumSize } from './window-bounds';
import { ownPageUrl, serveWindowFiles } from './window-files';

/** Colours of the first paint, before the page is there: the same as the page's background in either theme. */
const backgrounds = { light: '#fdfdfe', dark: '#131518' };

/** The window as it opens: before settings, log, tray and core are loaded, which take longer than all of its first paint. */
export interface EarlyWindow {
  browserWindow: BrowserWindow;
  /** Address of the page that may call the core. */
  pageUrl: string;
  /** Resolves when the page has loaded; rejects when it cannot be. */
  loaded: Promise<void>;
  channels: EarlyChannels;
  /** From now on prepared files are those of this folder. */
  follow: (folder: () => string | null) => void;
}

/** Makes the one window: sandboxed, where it was left the last time, on its way to the page. The app is `ready`. */
export function openEarlyWindow(options: EarlyOptions, rendererUrl: string | null): EarlyWindow {
  const userDataDir = app.getPath('userData');
  const { bounds, lastFolder } = readEarlyState(userDataDir);
  const pageUrl = rendererUrl ?? ownPageUrl;
  const window = new BrowserWindow({
    ...chooseBounds(
      bounds,
      screen.getAllDisplays().map((display) => display.workArea),
    ),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    title: app.getName(),
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
  if (bounds?.isMaximized && !options.isHidden) window.maximize();
  if (!options.isHidden) window.once('ready-to-show', () => window.show());
  let folder = (): string | null => options.comfyuiFolder ?? lastFolder;
  serveWindowFiles({
    pageDir: join(app.getAppPath(), 'out', 'renderer'),
    tableFile: () => tableFileOf(userDataDir, folder()),
    otherOrigin: rendererUrl === null ? null : new URL(rendererUrl).origin,
  });
  const channels = openEarlyChannels({
    windowId: window.webContents.id,
    pageUrl,
    readStartupView: () => readStartupView(userDataDir, folder()),
  });
  const loaded = window.loadURL(pageUrl);
  // Who waits for it gets the rejection; until somebody does, this keeps it from counting as unhandled.
  loaded.catch(() => undefined);
  return { browserWindow: window, pageUrl, loaded, channels, follow: (next) => (folder = next) };
}

/** The background of the window in the present theme. */
export function backgroundNow(): string {
  return nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light;
}
