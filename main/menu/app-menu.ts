import { app, type BrowserWindow, Menu } from 'electron';
import { buildMenu } from './menu';
import type { ShellContext } from '../shell/shell-context';
import type { Translate } from '../texts/texts';
import { buildTextMenu } from './text-menu';

export interface AppMenuOptions extends Pick<ShellContext, 'texts' | 'events'> {
  onQuit: () => void;
  onOpenFolder: () => void;
}

/** Shows the application menu, and again when the language changes. */
export function showAppMenu({ texts, events, ...orders }: AppMenuOptions): void {
  const system = { platform: process.platform, isDevelopment: !app.isPackaged, appName: app.getName() };
  let shownIn = '';
  const show = () => {
    if (texts.language() === shownIn) return;
    shownIn = texts.language();
    Menu.setApplicationMenu(Menu.buildFromTemplate(buildMenu({ ...system, ...orders, t: texts.t })));
  };
  show();
  events.on((event) => {
    if (event.name === 'cmd-preferences-changed') show();
  });
}

/** Shows the menu of text fields and of marked text, where the page has no menu of its own. */
export function offerTextMenu(window: BrowserWindow, t: Translate): void {
  window.webContents.on('context-menu', (_event, text) => {
    const rows = buildTextMenu(text, t);
    if (rows.length > 0) Menu.buildFromTemplate(rows).popup({ window });
  });
}
