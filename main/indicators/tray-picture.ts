import type { TrayPicture } from './tray-model';

/** The dot that Windows lays over the button on its taskbar, as a path in the app's folder. */
export const attentionDotFile = 'assets/tray/dot.png';

/**
 * The file of a picture, as a path in the app's folder (`scripts/package/tray-pictures.mjs` draws them). Electron finds those for denser screens beside it,
 * by their names (`@2x`). Linux panels show 22 points, Windows and macOS 16.
 */
export function trayPictureFile({ state, step, theme }: TrayPicture, platform: NodeJS.Platform): string {
  const sizePt = platform === 'linux' ? 22 : 16;
  return `assets/tray/${theme}-${sizePt}/${state === 'busy' ? `busy-${step}` : state}.png`;
}
