import type { ElectronApplication, Page } from 'playwright';
import { addTask, runTask, startQueue, waitForTask } from './api';
import { expect } from './app';
import { readStatus, startComfy, stopComfy, waitForState } from './comfy-calls';
import { inMain } from './in-main';
import { needsStandIn } from './stand-in';
import { bringInFront, hideWindow, isWindowVisible, test } from './tray-app';
import type { Notification, TrayHost } from './tray-host';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.skip(process.platform !== 'linux', 'The session bus carries notifications on Linux only.');
test.use({ worldOptions: { name: 'notifications', pythonTool: 'uv' } });

const uninstall = (name: string) => ({ kind: 'uninstall', params: { node_name: name } });
const titlesOf = ({ notifications }: TrayHost) => notifications.map(({ summary }) => summary);

/** Adds and runs uninstalls as one batch. */
async function runBatch(api: string, names: string[]): Promise<void> {
  const ids: string[] = [];
  for (const name of names) ids.push(await addTask(api, uninstall(name)));
  await startQueue(api);
  for (const id of ids) await waitForTask(api, id);
}

async function waitForNote(host: TrayHost, count: number): Promise<Notification> {
  await expect.poll(() => host.notifications.length).toBe(count);
  const note = host.notifications.at(-1);
  if (!note) throw new Error('No notification came.');
  return note;
}

/**
 * Lets something happen that is certainly told, and waits for that. Batches that follow each other at once are told together, so what was to
 * be kept silent would stand in it, or before it.
 */
async function notifyOnceMore(app: ElectronApplication, api: string, host: TrayHost): Promise<void> {
  const before = host.notifications.length;
  await hideWindow(app);
  await runTask(api, uninstall('one-more'));
  const note = await waitForNote(host, before + 1);
  expect(note.summary).toBe('one-more was not uninstalled');
}

/** Counts how often the window asks the taskbar for a look. */
async function countFlashes(app: ElectronApplication): Promise<() => Promise<number>> {
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

/** The window shows that a task has failed: everything that hears of it has heard of it. */
async function waitUntilFailureShown(page: Page, uiId: string): Promise<void> {
  await page.getByTestId('place-activity').click();
  await expect(page.locator(`[data-testid="task-row"][data-status="failed"][data-ui-id="${uiId}"]`)).toBeVisible();
}

test.beforeEach(async ({ app }) => {
  const isSupported = await inMain(() => app.evaluate(({ Notification }) => Notification.isSupported()));
  test.skip(!isSupported, 'This system has no libnotify, through which Electron reaches the desktop.');
});

test('a batch behind the window is told once, and its click leads to what failed', async ({
  app,
  page,
  api,
  trayHost,
}) => {
  await hideWindow(app);
  await runBatch(api, ['comic-frames', 'not-there-at-all', 'nor-this-one']);
  const note = await waitForNote(trayHost, 1);
  expect(note.summary).toMatch(/^[23] of 3 tasks failed$/u);
  expect(note.body).toContain('nor-this-one was not uninstalled');
  expect(note.actions).toEqual(['default']);

  trayHost.invoke(note);
  await expect.poll(() => isWindowVisible(app)).toBe(true);
  await expect(page).toHaveURL(/#\/activity\?task=/u);
  // What comes next is the next piece of news: nothing further came of this one.
  await notifyOnceMore(app, api, trayHost);
});

test('a window in front is told nothing, and one that comes back takes a notification away', async ({
  app,
  page,
  api,
  trayHost,
}) => {
  await expect.poll(() => bringInFront(app)).toBe(true);
  const { ui_id: uiId } = await runTask(api, uninstall('not-there-at-all'));
  await waitUntilFailureShown(page, uiId);

  await hideWindow(app);
  await runTask(api, uninstall('not-there-either'));
  const note = await waitForNote(trayHost, 1);
  expect(note.summary).toBe('not-there-either was not uninstalled');
  await (await trayHost.item()).choose('Open ComfyUI Manager Desktop');
  await expect.poll(() => note.isClosed).toBe(true);
});

test('a crash and a failed import of ComfyUI are told, and lead to its place', async ({
  world: { comfyui },
  app,
  page,
  api,
  trayHost,
}) => {
  await comfyui.placeFiles({ 'unlicensed/__init__.py': 'raise RuntimeError("no licence")\n' });
  await hideWindow(app);
  await startComfy(api);
  const failed = await waitForNote(trayHost, 1);
  expect(failed.summary).toBe('unlicensed did not import');

  const { pid } = await readStatus(api);
  if (pid === null) throw new Error('ComfyUI has no process.');
  process.kill(pid, 'SIGKILL');
  await waitForState(api, 'crashed');
  const crash = await waitForNote(trayHost, 2);
  expect(crash.summary).toBe('ComfyUI crashed');
  trayHost.invoke(crash);
  await expect.poll(() => isWindowVisible(app)).toBe(true);
  await expect(page).toHaveURL(/#\/comfyui/u);

  // The same pack at the next start is no news.
  await hideWindow(app);
  await startComfy(api);
  await notifyOnceMore(app, api, trayHost);
  const titles = ['unlicensed did not import', 'ComfyUI crashed', 'one-more was not uninstalled'];
  expect(titlesOf(trayHost)).toEqual(titles);
  await stopComfy(api);
});

test('who wants none gets none', async ({ app, page, api, trayHost }) => {
  const value = await callByWindow(page, 'preferences.set', { notifications: false });
  expect(value).toMatchObject({ notifications: false });
  const flashes = await countFlashes(app);
  await hideWindow(app);
  await runTask(api, uninstall('not-there-at-all'));
  // The taskbar still calls for a failure, and does so when the notification would have come.
  await expect.poll(flashes).toBe(1);
  await callByWindow(page, 'preferences.set', { notifications: true });
  await notifyOnceMore(app, api, trayHost);
  expect(titlesOf(trayHost)).toHaveLength(1);
});
