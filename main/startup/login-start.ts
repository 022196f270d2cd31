import { app } from 'electron';

/** Whether macOS started the app because the person signed in: there it takes no argument that says so. */
export function isLoginStart(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}
