import type { MenuItemConstructorOptions } from 'electron';

export interface MenuOptions {
  platform: NodeJS.Platform;
  /** Shows reload and developer tools. */
  isDevelopment: boolean;
  appName: string;
  onOpenFolder: () => void;
  onQuit: () => void;
}

/** The application menu as data. Only macOS has `close`: elsewhere Ctrl+W would take away the one window. */
export function buildMenu(options: MenuOptions): MenuItemConstructorOptions[] {
  const isMac = options.platform === 'darwin';
  const quit: MenuItemConstructorOptions = {
    label: isMac ? `Quit ${options.appName}` : 'Quit',
    accelerator: 'CommandOrControl+Q',
    click: options.onQuit,
  };
  const openFolder: MenuItemConstructorOptions = {
    label: 'Open ComfyUI folder…',
    accelerator: 'CommandOrControl+O',
    click: options.onOpenFolder,
  };
  return [
    ...(isMac ? [macAppMenu(options.appName, quit)] : []),
    { label: '&File', submenu: isMac ? [openFolder, { role: 'close' }] : [openFolder, { type: 'separator' }, quit] },
    editMenu,
    { label: '&View', submenu: [...viewRows, ...(options.isDevelopment ? developmentRows : [])] },
    {
      label: '&Window',
      submenu: isMac ? [{ role: 'minimize' }, { role: 'zoom' }, { role: 'front' }] : [{ role: 'minimize' }],
    },
  ];
}

const editMenu: MenuItemConstructorOptions = {
  label: '&Edit',
  submenu: [
    { role: 'undo' },
    { role: 'redo' },
    { type: 'separator' },
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'selectAll' },
  ],
};

const viewRows: MenuItemConstructorOptions[] = [
  { role: 'resetZoom' },
  { role: 'zoomIn' },
  { role: 'zoomOut' },
  { type: 'separator' },
  { role: 'togglefullscreen' },
];

const developmentRows: MenuItemConstructorOptions[] = [
  { type: 'separator' },
  { role: 'reload' },
  { role: 'toggleDevTools' },
];

function macAppMenu(label: string, quit: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    label,
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      quit,
    ],
  };
}
