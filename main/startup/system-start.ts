import { app } from 'electron';

/** Whether macOS started the app because the person signed in: there it takes no argument that says so. */
export function isLoginStart(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}

/** macOS hands files and links over as events, from before the app is ready on. */
export function onMacGiven(take: (word: string) => void): void {
  app.on('open-file', (event, path) => {
    event.preventDefault();
    take(path);
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    take(url);
  });
}
