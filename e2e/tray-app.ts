import type { ElectronApplication } from 'playwright';
import { test as base } from './app';
import { inMain } from './in-main';
import { startTrayHost, type MenuRow, type TrayHost } from './tray-host';

/** Specs about what the desktop shows of the app. The desktop must be there before the app: an automatic fixture is set up first. */
export const test = base.extend<{ trayHost: TrayHost }>({
  trayHost: [
    // Playwright reads the names of wanted fixtures here, and none is wanted.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const host = await startTrayHost();
      await use(host);
      await host.close();
    },
    { auto: true },
  ],
});

/** The rows that can be chosen, without those that depend on what the world's installation went through before. */
export function commandsOf(menu: MenuRow[]): string[] {
  return menu
    .filter((row) => row.isEnabled && !row.isSeparator)
    .map((row) => row.label)
    .filter((label) => !/^(Undo: |Updates \()/u.test(label));
}

/** The row of that beginning; empty when there is none. */
export function findRow(menu: MenuRow[], beginning: string): string {
  return menu.find(({ label }) => label.startsWith(beginning))?.label ?? '';
}

export function statusOf(menu: MenuRow[]): string {
  return menu[0]?.label ?? '';
}

export function isWindowVisible(app: ElectronApplication): Promise<boolean> {
  return inMain(() =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible())),
  );
}

/** Puts the window away, as a person does who looks at something else. */
export async function hideWindow(app: ElectronApplication): Promise<void> {
  await inMain(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide()));
}

/** As a person who clicks on the window and stays there: all workers share one display, and the window of another app takes the focus when it comes. */
export function bringInFront(app: ElectronApplication): Promise<boolean> {
  return inMain(() =>
    app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.focus();
      if (window?.isFocused() !== true) return false;
      window.isFocused = () => true;
      return true;
    }),
  );
}

/** Closes the window as its close button does. */
export async function pressClose(app: ElectronApplication): Promise<void> {
  await inMain(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()));
}
