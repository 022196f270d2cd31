import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright';
import { expect, test } from './app';
import { inMain } from './in-main';

test.use({ worldOptions: { name: 'crash', pythonTool: 'uv' } });

interface ShownMessage {
  message: string;
  detail: string;
  buttons: string[];
}

/** Takes the place of the system's dialog, which no test can read or click: keeps what it says, and answers with this button. */
async function answerMessages(app: ElectronApplication, button: number): Promise<() => Promise<ShownMessage[]>> {
  const replace = () =>
    app.evaluate(({ dialog }, response) => {
      const globals = globalThis as unknown as { messages: ShownMessage[] };
      globals.messages = [];
      const show = (...given: unknown[]) => {
        globals.messages.push(given.at(-1) as ShownMessage);
        return Promise.resolve({ response, checkboxChecked: false });
      };
      dialog.showMessageBox = show;
    }, button);
  await inMain(replace);
  return () => inMain(() => app.evaluate(() => (globalThis as unknown as { messages: ShownMessage[] }).messages));
}

async function crashWindow(app: ElectronApplication): Promise<void> {
  const crash = () =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
  await inMain(crash);
}

/** The words of the page, as the main process reads them: Playwright gives a page up when its process has ended. */
async function readPage(app: ElectronApplication): Promise<string> {
  const read = () =>
    app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (contents === undefined || contents.isCrashed() || contents.isLoading()) return '';
      return (await contents.executeJavaScript('document.body.innerText')) as string;
    });
  return inMain(read).catch(() => '');
}

const readLog = async (app: ElectronApplication) => {
  const folder = await inMain(() => app.evaluate(({ app: main }) => main.getPath('userData')));
  return readFile(join(folder, 'logs', 'main.log'), 'utf8');
};

/** The process in which Chromium keeps the network; 0 while there is none. It comes back when something is fetched. */
async function findNetworkProcess(app: ElectronApplication, address: string): Promise<number> {
  const find = () =>
    app.evaluate(async ({ app: main, net }, url) => {
      await net.fetch(url).catch(() => null);
      const found = main.getAppMetrics().find(({ serviceName = '' }) => serviceName.includes('NetworkService'));
      return found?.pid ?? 0;
    }, address);
  return inMain(find);
}

test('a part of the window that keeps failing is told once; a window that crashed is loaded again, unless it fails again and again', async ({
  app,
  page,
  api,
}) => {
  await expect(page.getByRole('heading', { name: 'Packs' })).toBeVisible();
  const messages = await answerMessages(app, 0);

  await test.step('a process beside the window', async () => {
    // A process of Windows cannot be sent a signal that looks like a crash.
    if (process.platform === 'win32') return;
    let ended = 0;
    for (const count of [1, 2, 3, 4]) {
      let pid = 0;
      const isThereAgain = async () => {
        pid = await findNetworkProcess(app, `${api}/v2/manager/version`);
        return pid !== 0 && pid !== ended;
      };
      await expect.poll(isThereAgain).toBe(true);
      ended = pid;
      process.kill(pid, 'SIGSEGV');
      const lines = async () =>
        (await readLog(app)).split('\n').filter((line) => line.includes('A process beside the window'));
      await expect.poll(async () => (await lines()).length).toBe(count);
      expect((await lines()).at(-1)).toMatch(/"type":"Utility","reason":"crashed","exitCode":\d+/);
    }
    await expect.poll(messages).toHaveLength(1);
    expect((await messages())[0]?.message).toBe('A part of the window keeps failing, and is started again each time');
    await expect(page.getByRole('heading', { name: 'Packs' })).toBeVisible();
  });

  await test.step('the window', async () => {
    await answerMessages(app, 0);
    for (const count of [1, 2, 3]) {
      await crashWindow(app);
      await expect.poll(messages).toHaveLength(count);
      await expect.poll(() => readPage(app)).toContain('Packs');
    }
    const [first, , last] = await messages();
    expect(first?.message).toBe('The window stopped working and was loaded again');
    expect(first?.detail).toContain('Tasks and ComfyUI do not run in the window: they continue.');
    expect(first?.detail).toMatch(/Reason “[a-z-]+”, code \d+/);
    await expect
      .poll(() => readLog(app))
      .toMatch(/"reason":"crashed","exitCode":\d+,"step":"reload","msg":"The process of the window/);
    // The person decides.
    expect(last?.message).toBe('The window keeps failing');
    expect(last?.buttons).toEqual(['Load again', 'Quit']);
    // What the window is not needed for never stopped.
    expect((await fetch(`${api}/v2/manager/version`)).status).toBe(200);
  });
});
