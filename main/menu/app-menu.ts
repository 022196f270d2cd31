import { app, type BrowserWindow, Menu } from 'electron';
import { buildMenu } from './menu';
import type { ShellContext } from '../shell/shell-context';
import type { Translate } from '../texts/texts';
import { buildTextMenu } from './text-menu';

export interface AppMenuOptions extends Pick<ShellContext, 'texts' | 'events'> {
  onQuit: () => void;
  onOpenFolder: () => void;
  onConnect: () => void;
  window: BrowserWindow;
}

/** Shows the application menu, and again when the language changes. */
export function showAppMenu({ texts, events, window, ...orders }: AppMenuOptions): void {
  // The page knows its steps, and hears this key.
  const onStep = (direction: 'back' | 'forward'): void => {
    const keyCode = direction === 'back' ? 'Left' : 'Right';
    window.webContents.sendInputEvent({ type: 'keyDown', keyCode, modifiers: ['alt'] });
  };
  const system = { platform: process.platform, isDevelopment: !app.isPackaged, appName: app.getName() };
  let shownIn = '';
  const show = () => {
    if (texts.language() === shownIn) return;
    shownIn = texts.language();
    Menu.setApplicationMenu(Menu.buildFromTemplate(buildMenu({ ...system, ...orders, onStep, t: texts.t })));
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
