import type { ElectronApplication } from 'playwright';
import { expect, test as base } from './app';
import { inMain } from './in-main';
import { startTrayHost, type MenuRow, type Notification, type Pixmap, type TrayHost, type TrayItem } from './tray-host';

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

/** Painted area in pixels: the filled part of the ring weighs more than the empty one. */
function inkOf({ argb }: Pixmap): number {
  let sum = 0;
  for (let index = 0; index < argb.length; index += 4) sum += (argb[index] ?? 0) / 255;
  return Math.round(sum);
}

/** Pixels that are clearly red: the attention dot. */
export function redOf({ argb }: Pixmap): number {
  let count = 0;
  for (let index = 0; index < argb.length; index += 4) {
    const [alpha = 0, red = 0, green = 0, blue = 0] = argb.subarray(index, index + 4);
    if (alpha > 200 && red > 2 * Math.max(green, blue)) count += 1;
  }
  return count;
}

/** Counts how often the window asks the taskbar for a look. */
export async function countFlashes(app: ElectronApplication): Promise<() => Promise<number>> {
  const listen = () =>
    app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      if (!window) throw new Error('There is no window.');
      const counted = globalThis as unknown as { flashes?: number };
      const isCounting = counted.flashes !== undefined;
      counted.flashes = 0;
      // What is called here may be called twice, and each flash would count twice.
      if (isCounting) return;
      const flash = window.flashFrame.bind(window);
      window.flashFrame = (isOn) => {
        if (isOn) counted.flashes = (counted.flashes ?? 0) + 1;
        flash(isOn);
      };
    });
  await inMain(listen);
  return () => inMain(() => app.evaluate(() => (globalThis as unknown as { flashes: number }).flashes));
}

/** The rows of an app that has nothing to do. */
export const idleMenu = [
  'Open ComfyUI Manager Desktop',
  'Start ComfyUI',
  'Start without custom nodes (safe mode)',
  'Pause queue',
  'Quit',
];

/** A task that fails where there is no such pack. */
export const uninstall = (name: string) => ({ kind: 'uninstall', params: { node_name: name } });

/** The last notification, when there are this many. */
export async function waitForNote({ notifications }: TrayHost, count: number): Promise<Notification> {
  await expect.poll(() => notifications.length).toBe(count);
  const note = notifications.at(-1);
  if (!note) throw new Error('No notification came.');
  return note;
}

/** How many parts of the install of a pack could be told apart so far in each of menu, picture and tooltip: the fewest of the three. */
export function watchInstall(item: TrayItem, title: string): () => Promise<number> {
  const percents = new Set<string>();
  const inks = new Set<number>();
  const tooltips = new Set<string>();
  return async () => {
    const percent = /^(.*) (\d+)%$/.exec(statusOf(await item.menu()));
    if (percent?.[1] === `Installing ${title}` && percent[2] !== undefined) percents.add(percent[2]);
    inks.add(inkOf(await item.picture()));
    const tooltip = await item.tooltip();
    if (tooltip.includes(`Installing ${title}`)) tooltips.add(tooltip);
    return Math.min(percents.size, inks.size, tooltips.size);
  };
}

/** The menus of the app, where the system has a bar of them. */
export function menuBarOf(app: ElectronApplication): Promise<string[]> {
  return inMain(() => app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? []));
}

/** The exit code after the row that quits. The app may be gone before it has answered the click. */
export async function chooseQuit(app: ElectronApplication, item: TrayItem): Promise<number | null> {
  const exitCode = new Promise<number | null>((done) => app.process().once('exit', done));
  await item.choose('Quit').catch(() => undefined);
  return exitCode;
}
