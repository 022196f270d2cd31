import { addTask, runTask, startQueue, waitForTask } from './api';
import { expect } from './app';
import { readStatus, startComfy, stopComfy, waitForState } from './comfy-calls';
import { inMain } from './in-main';
import { needsStandIn } from './stand-in';
import { hideWindow, isWindowVisible, test } from './tray-app';
import type { Notification, TrayHost } from './tray-host';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.skip(process.platform !== 'linux', 'The session bus carries notifications on Linux only.');
test.use({ worldOptions: { name: 'notifications', pythonTool: 'uv' } });

const uninstall = (name: string) => ({ kind: 'uninstall', params: { node_name: name } });
const titlesOf = ({ notifications }: TrayHost) => notifications.map(({ summary }) => summary);

/** Longer than batches that follow each other are gathered. */
const settledMs = 2500;
const settle = () => new Promise((done) => setTimeout(done, settledMs));

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
  expect(note.body).toContain('Uninstalling nor-this-one failed');
  expect(note.actions).toEqual(['default']);

  trayHost.invoke(note);
  await expect.poll(() => isWindowVisible(app)).toBe(true);
  await expect(page).toHaveURL(/#\/activity\?task=/u);
  // The window is in front now: what is left of the notification goes, and nothing further comes.
  await settle();
  expect(titlesOf(trayHost)).toHaveLength(1);
});

test('a window in front is told nothing, and one that comes back takes a notification away', async ({
  app,
  api,
  trayHost,
}) => {
  await expect.poll(() => isFocused()).toBe(true);
  await runTask(api, uninstall('not-there-at-all'));
  await settle();
  expect(titlesOf(trayHost)).toEqual([]);

  await hideWindow(app);
  await runTask(api, uninstall('not-there-either'));
  const note = await waitForNote(trayHost, 1);
  expect(note.summary).toBe('Uninstalling not-there-either failed');
  await (await trayHost.item()).choose('Open ComfyUI Manager');
  await expect.poll(() => note.isClosed).toBe(true);

  function isFocused(): Promise<boolean> {
    return inMain(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isFocused() ?? false));
  }
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
  await settle();
  expect(titlesOf(trayHost)).toEqual(['unlicensed did not import', 'ComfyUI crashed']);
  await stopComfy(api);
});

test('who wants none gets none', async ({ app, page, api, trayHost }) => {
  const { value } = await callByWindow(page, 'preferences.set', { notifications: false });
  expect(value).toMatchObject({ notifications: false });
  await hideWindow(app);
  await runTask(api, uninstall('not-there-at-all'));
  await settle();
  expect(titlesOf(trayHost)).toEqual([]);
});
