import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright';
import { runTask } from './api';
import { expect } from './app';
import { answerDialogs } from './dialogs';
import { inMain } from './in-main';
import { launchApp } from './launch';
import { hideWindow, isWindowVisible, test } from './tray-app';

test.skip(process.platform !== 'linux', 'The session bus carries tray and notifications on Linux only.');
test.use({ worldOptions: { name: 'hidden-page', pythonTool: 'uv' } });

const hiddenMs = 5 * 60_000;

/** Lets the minutes for which a hidden window keeps its page pass at once, and counts how often they have. */
async function letTimePass(app: ElectronApplication): Promise<() => Promise<number>> {
  const replace = () =>
    app.evaluate((_electron, ms) => {
      const main = globalThis as unknown as {
        passed?: number;
        setTimeout: (done: () => void, afterMs?: number) => unknown;
      };
      // What is called here may be called twice.
      if (main.passed !== undefined) return;
      main.passed = 0;
      const plain = main.setTimeout;
      main.setTimeout = (done, afterMs) => {
        if (afterMs !== ms) return plain(done, afterMs);
        main.passed = (main.passed ?? 0) + 1;
        return plain(done, 200);
      };
    }, hiddenMs);
  await inMain(replace);
  return () => inMain(() => app.evaluate(() => (globalThis as unknown as { passed: number }).passed));
}

/** What the page is, as the main process knows it: Playwright gives a page up when its process has ended. */
const readPage = (app: ElectronApplication) =>
  inMain(() =>
    app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (contents === undefined || contents.isCrashed()) return { isThere: false, hash: '', words: '' };
      if (contents.isLoading()) return { isThere: true, hash: '', words: '' };
      const words = (await contents.executeJavaScript('document.body.innerText')) as string;
      return { isThere: true, hash: new URL(contents.getURL()).hash, words };
    }),
  ).catch(() => ({ isThere: true, hash: '', words: '' }));

/** As a start of the app does that finds it open. */
const startAgain = (app: ElectronApplication, given: string[] = []) =>
  inMain(() =>
    app.evaluate(({ app: main }, words) => void main.emit('second-instance', {}, [], '', { given: words }), given),
  );

test('a window that stays hidden closes its page, and comes back where it was', async ({ app, page, api }) => {
  const asked = await answerDialogs(app, 'Quit');
  await page.getByTestId('pack-search').fill('upscaler');
  await page.locator('[data-testid="pack-row"][data-key="Demo-Upscaler"]').click();
  await expect(page).toHaveURL(/q=upscaler/u);
  await expect(page).toHaveURL(/Demo-Upscaler/u);
  const { hash } = new URL(page.url());

  // A question that waits for its answer holds the page, however long it takes.
  const passed = await letTimePass(app);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await hideWindow(app);
  await expect.poll(passed).toBeGreaterThan(2);
  expect((await readPage(app)).isThere).toBe(true);
  await startAgain(app);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  await hideWindow(app);
  await expect.poll(async () => (await readPage(app)).isThere).toBe(false);
  expect((await fetch(`${api}/v2/manager/version`)).status).toBe(200);
  expect(await isWindowVisible(app)).toBe(false);

  await startAgain(app);
  expect(await isWindowVisible(app)).toBe(true);
  await expect.poll(async () => (await readPage(app)).words).toContain('Demo Upscaler');
  expect((await readPage(app)).hash).toBe(hash);
  expect(await asked()).toEqual([]);
});

/** Hides the window until its page is closed. */
async function hideLong(app: ElectronApplication): Promise<void> {
  await letTimePass(app);
  // A start shows it once its page has painted, also over a hide that came before.
  await expect.poll(() => isWindowVisible(app)).toBe(true);
  await hideWindow(app);
  await expect.poll(async () => (await readPage(app)).isThere).toBe(false);
}

test('what is handed over is shown by the page that comes back', async ({ app }) => {
  await hideLong(app);
  await startAgain(app, ['comfyui-manager-desktop://pack/prompt-garden']);
  await expect.poll(async () => (await readPage(app)).hash).toContain('prompt-garden');
});

test('a notification leads to its place in the page that comes back', async ({ app, api, trayHost }) => {
  const isSupported = await inMain(() => app.evaluate(({ Notification }) => Notification.isSupported()));
  test.skip(!isSupported, 'This system has no libnotify, through which Electron reaches the desktop.');
  await hideLong(app);
  await runTask(api, { kind: 'uninstall', params: { node_name: 'not-there-at-all' } });
  await expect.poll(() => trayHost.notifications.length).toBe(1);
  for (const note of trayHost.notifications) trayHost.invoke(note);
  await expect.poll(() => isWindowVisible(app)).toBe(true);
  await expect.poll(async () => (await readPage(app)).hash).toMatch(/^#\/activity\?task=/u);
});

test('a page that closes its window leaves no app behind that nobody can show', async ({ world }) => {
  const userDataDir = await mkdtemp(join(tmpdir(), 'cmd-closed-'));
  try {
    const first = await launchApp({ world, userDataDir });
    const gone = once(first.app.process(), 'exit');
    await first.page.evaluate(() => (globalThis as unknown as { close: () => void }).close());
    await gone;
    const second = await launchApp({ world, userDataDir });
    await expect.poll(() => isWindowVisible(second.app)).toBe(true);
    await second.close();
  } finally {
    await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
  }
});
