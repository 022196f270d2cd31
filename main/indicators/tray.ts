import { join } from 'node:path';
import { app, Menu, nativeImage, Tray, type MenuItemConstructorOptions, type NativeImage } from 'electron';
import type { TrayCommand, TrayModel, TrayPicture, TrayRow } from './tray-model';
import { trayPictureFile } from './tray-picture';

type OnCommand = (command: TrayCommand, about?: string) => void;

export interface TrayIcon {
  /** Shows a model; what did not change is not touched. */
  show: (model: TrayModel) => void;
  close: () => void;
}

/** Puts the icon into the tray. Where the desktop has none, showing it does nothing. */
export function createTrayIcon(first: TrayModel, onCommand: OnCommand): TrayIcon {
  const pictures = new Map<string, NativeImage>();
  const tray = new Tray(pictureFor(first.picture, pictures));
  let shown: TrayModel | null = null;
  tray.on('click', () => onCommand('open'));

  function show(model: TrayModel): void {
    if (!isEqual(shown?.picture, model.picture)) tray.setImage(pictureFor(model.picture, pictures));
    if (shown?.tooltip !== model.tooltip) tray.setToolTip(model.tooltip);
    if (!isEqual(shown?.menu, model.menu))
      tray.setContextMenu(Menu.buildFromTemplate(model.menu.map((row) => toItem(row, onCommand))));
    shown = model;
  }

  show(first);
  return { show, close: () => tray.destroy() };
}

function toItem(row: TrayRow, onCommand: OnCommand): MenuItemConstructorOptions {
  switch (row.kind) {
    case 'separator':
      return { type: 'separator' };
    case 'text':
      return { label: row.label, enabled: false };
    case 'command':
      return { label: row.label, click: () => onCommand(row.command, row.about) };
    case 'menu':
      return { label: row.label, submenu: row.rows.map((one) => toItem(one, onCommand)) };
  }
}

function pictureFor(picture: TrayPicture, known: Map<string, NativeImage>): NativeImage {
  const file = trayPictureFile(picture, process.platform);
  const image = known.get(file) ?? nativeImage.createFromPath(join(app.getAppPath(), file));
  image.setTemplateImage(picture.theme === 'template');
  known.set(file, image);
  return image;
}

function isEqual(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
