import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { runTask } from './api';
import { expect } from './app';
import { recordCalls } from './call-record';
import { answerDialogs } from './dialogs';
import { inMain } from './in-main';
import { launchApp } from './launch';
import { hideWindow, isWindowVisible, test } from './tray-app';
import { callByWindow } from './window-door';

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

/** What the page is, as the main process knows it: Playwright gives a page up when its process has ended. Nothing in the page is asked: one that ends meanwhile never answers. */
const readPage = (app: ElectronApplication) =>
  inMain(() =>
    app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (contents === undefined || contents.isCrashed()) return { isThere: false, hash: '' };
      return { isThere: true, hash: contents.isLoading() ? '' : new URL(contents.getURL()).hash };
    }),
  ).catch(() => ({ isThere: true, hash: '' }));

/** What a page that has come back shows. One that is replaced while it is asked never answers, and a poll would wait for that answer to its end. */
const readWords = (app: ElectronApplication): Promise<string> =>
  inMain(() =>
    app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (contents === undefined || contents.isCrashed() || contents.isLoading()) return '';
      return Promise.race([
        contents.executeJavaScript('document.body.innerText') as Promise<string>,
        new Promise<string>((resolve) => contents.once('did-start-loading', () => resolve(''))),
      ]);
    }),
  ).catch(() => '');

/** As a start of the app does that finds it open. */
const startAgain = (app: ElectronApplication, given: string[] = []) =>
  inMain(() =>
    app.evaluate(({ app: main }, words) => void main.emit('second-instance', {}, [], '', { given: words }), given),
  );

test('a window that stays hidden closes its page, and comes back where it was', async ({ app, page, api }) => {
  const questions = await answerDialogs(app, 'Quit');
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
  await expect.poll(() => readWords(app)).toContain('Demo Upscaler');
  expect((await readPage(app)).hash).toBe(hash);
  expect(await questions()).toEqual([]);
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

interface Timers {
  timers: Map<unknown, () => void>;
}

/** Has the page remember its timers, so that a test can let all of them come due at once. It begins anew for that. */
async function recordTimers(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const timers: Timers['timers'] = new Map();
    const place = globalThis as unknown as Record<string, (...given: never[]) => unknown>;
    for (const [set, clear] of [
      ['setInterval', 'clearInterval'],
      ['setTimeout', 'clearTimeout'],
    ] as const) {
      const [start, stop] = [place[set], place[clear]];
      Object.assign(globalThis, {
        timers,
        [set]: (act: () => void, ...rest: never[]) => {
          const due = () => {
            if (set === 'setTimeout') timers.delete(id);
            act();
          };
          const id = start?.(due as never, ...rest);
          timers.set(id, due);
          return id;
        },
        [clear]: (id: never) => {
          timers.delete(id);
          return stop?.(id);
        },
      });
    }
  });
  await page.reload();
  return () =>
    page.evaluate(() => {
      const due = [...(globalThis as unknown as Timers).timers.values()];
      for (const act of due) act();
      return due.length;
    });
}

/** Tells the page what Chromium tells the page of a window that is hidden or shown: while a driver is attached it says that every page is in sight. */
const setVisibility = (page: Page, state: 'hidden' | 'visible') =>
  page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
    Object.defineProperty(document, 'hidden', { value: ${state === 'hidden'}, configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  `);

test('a hidden window asks for nothing, whichever of its timers comes due', async ({ app, page }) => {
  const letTimersPass = await recordTimers(page);
  await page.getByTestId('place-comfyui').click();
  await page.getByTestId('comfy-tab-overview').click();
  await page.getByTestId('comfy-start').click();
  await expect(page.getByTestId('comfy-state')).toHaveAttribute('data-state', 'running');
  const calls = await recordCalls(app);
  // In sight it asks again and again.
  await expect.poll(calls).toContain('comfyui.workload');
  await hideWindow(app);
  await setVisibility(page, 'hidden');
  // One answer is all that is still on its way.
  await callByWindow(page, 'comfyui.status');
  const before = (await calls()).length;
  expect(await letTimersPass()).toBeGreaterThan(0);
  await callByWindow(page, 'comfyui.status');
  expect((await calls()).slice(before)).toEqual(['comfyui.status']);
  await setVisibility(page, 'visible');
  await expect.poll(async () => (await calls()).slice(before)).toContain('comfyui.workload');
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
