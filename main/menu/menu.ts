import type { MenuItemConstructorOptions } from 'electron';
import type { Translate } from '../texts/texts';

export interface MenuOptions {
  platform: NodeJS.Platform;
  /** Shows reload and developer tools. */
  isDevelopment: boolean;
  appName: string;
  t: Translate;
  onOpenFolder: () => void;
  onConnect: () => void;
  /** One step back or forward in the window. */
  onStep: (direction: 'back' | 'forward') => void;
  onQuit: () => void;
}

/**
 * The application menu as data. Every row has its own label: those that Electron gives its roles are English in any language. Only macOS
 * has `close`: elsewhere Ctrl+W would take away the one window.
 */
export function buildMenu(options: MenuOptions): MenuItemConstructorOptions[] {
  const { t, appName: app } = options;
  const isMac = options.platform === 'darwin';
  const quit: MenuItemConstructorOptions = {
    label: isMac ? t('menu.quitApp', { app }) : t('menu.quit'),
    accelerator: 'CommandOrControl+Q',
    click: options.onQuit,
  };
  const openFolder: MenuItemConstructorOptions = {
    label: t('menu.openFolder'),
    accelerator: 'CommandOrControl+O',
    click: options.onOpenFolder,
  };
  const connect: MenuItemConstructorOptions = { label: t('menu.connect'), click: options.onConnect };
  const close: MenuItemConstructorOptions = { label: t('menu.closeWindow'), role: 'close' };
  return [
    ...(isMac ? [macAppMenu(options, quit)] : []),
    { label: t('menu.file'), submenu: [openFolder, connect, ...(isMac ? [close] : [separator, quit])] },
    { label: t('menu.edit'), submenu: editRows(t) },
    {
      label: t('menu.view'),
      submenu: [...stepRows(options), separator, ...viewRows(t), ...(options.isDevelopment ? developmentRows(t) : [])],
    },
    { label: t('menu.window'), submenu: windowRows(t, isMac) },
  ];
}

const separator: MenuItemConstructorOptions = { type: 'separator' };

function editRows(t: Translate): MenuItemConstructorOptions[] {
  return [
    { label: t('menu.undo'), role: 'undo' },
    { label: t('menu.redo'), role: 'redo' },
    separator,
    { label: t('menu.cut'), role: 'cut' },
    { label: t('menu.copy'), role: 'copy' },
    { label: t('menu.paste'), role: 'paste' },
    { label: t('menu.selectAll'), role: 'selectAll' },
  ];
}

/** Their keys are heard by the page, as the buttons of the mouse are. */
function stepRows({ t, onStep }: MenuOptions): MenuItemConstructorOptions[] {
  const shown = { registerAccelerator: false };
  return [
    { ...shown, label: t('menu.back'), accelerator: 'Alt+Left', click: () => onStep('back') },
    { ...shown, label: t('menu.forward'), accelerator: 'Alt+Right', click: () => onStep('forward') },
  ];
}

function viewRows(t: Translate): MenuItemConstructorOptions[] {
  return [
    { label: t('menu.resetZoom'), role: 'resetZoom' },
    { label: t('menu.zoomIn'), role: 'zoomIn' },
    { label: t('menu.zoomOut'), role: 'zoomOut' },
    separator,
    { label: t('menu.fullScreen'), role: 'togglefullscreen' },
  ];
}

function developmentRows(t: Translate): MenuItemConstructorOptions[] {
  return [
    separator,
    { label: t('menu.reload'), role: 'reload' },
    { label: t('menu.developerTools'), role: 'toggleDevTools' },
  ];
}

function windowRows(t: Translate, isMac: boolean): MenuItemConstructorOptions[] {
  const minimise: MenuItemConstructorOptions = { label: t('menu.minimise'), role: 'minimize' };
  if (!isMac) return [minimise];
  return [minimise, { label: t('menu.zoom'), role: 'zoom' }, { label: t('menu.front'), role: 'front' }];
}

function macAppMenu({ t, appName: app }: MenuOptions, quit: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    label: app,
    submenu: [
      { label: t('menu.about', { app }), role: 'about' },
      separator,
      { label: t('menu.services'), role: 'services' },
      separator,
      { label: t('menu.hide', { app }), role: 'hide' },
      { label: t('menu.hideOthers'), role: 'hideOthers' },
      { label: t('menu.showAll'), role: 'unhide' },
      separator,
      quit,
    ],
  };
}
