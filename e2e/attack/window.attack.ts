import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from '../app';
import { inMain } from '../in-main';
import { callByWindow, tryByWindow } from '../window-door';
import { attemptsOf, readChangingRows } from './changing-rows';
import { startHostileHost, type HostileHost } from './hostile-host';
import { differences, takePicture } from './picture';
import { arrangeScene, type Scene } from './scene';
import {
  askForPermissions,
  callFromStranger,
  readPreferences,
  readRefusals,
  tryForeignCode,
  tryToLeave,
} from './inside-the-page';
import { watchBrowser } from '../opened-links';

test.use({ worldOptions: { name: 'attack-window', pythonTool: 'uv' } });

let scene: Scene;
let evil: HostileHost;

test.beforeAll(async ({ world, shared }) => {
  scene = await arrangeScene({ world, api: shared.api }, 'stopped');
  evil = await startHostileHost(null);
});

test.afterAll(() => evil.stop());

const blockedBefore = (description: string) => ({ annotation: { type: 'held before', description } });

async function expectUnchanged(): Promise<void> {
  expect(differences(scene.picture, await takePicture(scene.world))).toEqual([]);
}

async function showReadme(page: Page, title: string): Promise<void> {
  await page.getByTestId('pack-search').fill(title);
  await page.getByTestId('pack-row').filter({ hasText: title }).first().click();
  await page.getByTestId('details-tab-readme').click();
  await expect(page.getByTestId('readme')).toContainText('The end of the readme');
}

test('no link of a readme leads to our own doors, or stops the window', async ({ shared: { app, page } }) => {
  const { port } = new URL(scene.api);
  const addresses = attemptsOf(readChangingRows(), scene, 'GET').flatMap(({ target }) =>
    ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0', '2130706433'].map((name) => `http://${name}:${port}${target}`),
  );
  const links = [
    ...addresses,
    '#%zz',
    '#%',
    '%zz',
    'javascript:document.title=1',
    'file:///etc/passwd',
    'app://window/index.html',
  ];
  const text = [
    '# Innocent',
    ...links.map((address, at) => `- [link ${at}](<${address}>) ![picture ${at}](<${address}>)`),
    ...addresses
      .slice(0, 3)
      .map((address) => `<img src="${address}"><iframe src="${address}"></iframe><form action="${address}"></form>`),
    '<script>document.title = "owned"</script><meta http-equiv="refresh" content="0;url=https://evil.example">',
    'The end of the readme',
  ].join('\n\n');
  const file = join(scene.world.comfyui.customNodesDir, 'tidy-latents', 'README.md');
  const honest = await readFile(file);
  await writeFile(file, text);
  const opened = await watchBrowser(app);
  const broken: string[] = [];
  page.on('pageerror', (error) => broken.push(error.message));
  await showReadme(page, 'Tidy Latents');
  const shown = page.getByTestId('readme').locator('a, button');
  await expect(page.getByTestId('readme').getByRole('heading', { name: 'Innocent' })).toBeVisible();
  for (let at = 0; at < (await shown.count()); at += 1)
    await shown.nth(at).evaluate((link: HTMLElement) => {
      link.click();
    });
  await callByWindow(page, 'installation.current');
  expect(broken).toEqual([]);
  // An address that is none by itself is one of the repository's.
  const elsewhere = (await opened()).filter((address) => !address.startsWith('https://github.com/'));
  expect(elsewhere, 'addresses of our own doors that the browser would open').toEqual([]);
  expect(await page.title()).toBe('ComfyUI Manager Desktop');
  await writeFile(file, honest);
  await expectUnchanged();
});

const cells = (count: number): string => `${'|a'.repeat(count)}|\n${'|-'.repeat(count)}|\n${'|\n'.repeat(count)}`;
const costlyReadmes = {
  'a table of 600 by 600 cells': cells(600),
  'a table of 1,000 by 1,000 cells': cells(1000),
  'emphasis that is never closed': '*a_b'.repeat(32_000),
  'brackets that lead nowhere': '[a] '.repeat(10_000),
  'brackets in brackets': '['.repeat(20_000),
  'quotes in quotes': '> '.repeat(4000),
  'elements that are opened again and again': Array.from({ length: 8000 }, (_none, at) => `<p><b id=${at}>`).join(''),
  'pictures that never end': '![<img '.repeat(12_000),
};

for (const [name, text] of Object.entries(costlyReadmes))
  test(`keys are heard while a costly readme is read, and it is shown: ${name}`, async ({ shared: { page } }) => {
    const file = join(scene.world.comfyui.customNodesDir, 'tidy-latents', 'README.md');
    const honest = await readFile(file);
    await writeFile(file, `${text}\n\nThe end of the readme\n`);
    await page.reload();
    await page.getByTestId('pack-search').fill('Tidy Latents');
    await page.getByTestId('pack-row').filter({ hasText: 'Tidy Latents' }).first().click();
    await page.getByTestId('details-tab-readme').click();
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('readme')).toContainText('The end of the readme');
    await writeFile(file, honest);
  });

test('the door of the window opens none of our own addresses that change something', async ({
  shared: { app, page },
}) => {
  const opened = await watchBrowser(app);
  for (const { target } of attemptsOf(readChangingRows(), scene, 'GET')) {
    const reply = await tryByWindow(page, 'desktop.openExternal', { url: `${scene.api}${target}` });
    expect(reply, target).toMatchObject({ ok: false });
  }
  expect(await opened()).toEqual([]);
});

test('the page has only the bridge', async ({ shared: { page } }) => {
  const names = await page.evaluate(() => Object.keys((globalThis as unknown as { bridge: object }).bridge).sort());
  expect(names).toEqual(['call', 'cancel', 'on', 'pathOf', 'started', 'startupView']);
});

test('the app listens on the channels of the bridge alone', async ({ shared: { app } }) => {
  const names = await inMain(() => app.evaluate(({ ipcMain }) => ipcMain.eventNames().map(String)));
  expect(names).toContain('cancel');
  // Electron itself hears `error`, so that it is not thrown.
  const own = new Set(['cancel', 'error', 'file-given', 'started', 'unseen']);
  expect(names.filter((name) => !own.has(name))).toEqual([]);
});

interface Hearing {
  givenFiles: unknown[];
}

interface PathBridge {
  bridge: { pathOf: (file: unknown) => string };
}

test('a page that makes files of its own names none of this machine as given', async ({ shared: { app, page } }) => {
  await inMain(() =>
    app.evaluate(({ ipcMain }) => {
      const heard: unknown[] = ((globalThis as unknown as Hearing).givenFiles = []);
      ipcMain.on('file-given', (_event, path) => heard.push(path));
    }),
  );
  const answers = await page.evaluate(() => {
    const { pathOf } = (globalThis as unknown as PathBridge).bridge;
    const path = '/etc/passwd';
    const named = Object.assign(new File(['x'], path), { path });
    const forged = [named, new File([named], path), { name: path, path }, path, null];
    return forged.map((file) => {
      try {
        return pathOf(file);
      } catch {
        return 'refused';
      }
    });
  });
  expect(answers).toEqual(['', '', 'refused', 'refused', 'refused']);
  expect(await inMain(() => app.evaluate(() => (globalThis as unknown as Hearing).givenFiles))).toEqual([]);
});

test(
  'the page has no Node',
  blockedBefore('the page is sandboxed and isolated since the first commit'),
  async ({ shared: { app, page } }) => {
    const found = await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'global', '__dirname'].filter((name) => name in globalThis),
    );
    expect(found).toEqual([]);
    const preferences = await readPreferences(app);
    expect(preferences).toHaveLength(1);
    expect(preferences[0]).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
    });
    expect([true, null]).toContain(preferences[0]?.['webSecurity']);
    expect([false, null]).toContain(preferences[0]?.['allowRunningInsecureContent']);
    expect([false, null]).toContain(preferences[0]?.['experimentalFeatures']);
  },
);

test(
  'the policy of the page runs no code of others and asks nobody',
  blockedBefore('the policy stands in the page since the first commit'),
  async ({ shared: { page } }) => {
    const found = await tryForeignCode(page, `${evil.url}/foreign.js`);
    expect(found).toMatchObject({ evaluated: 'refused', asked: 'refused', owned: false });
    await expect
      .poll(() => readRefusals(page))
      .toEqual(
        expect.arrayContaining([
          'connect-src',
          'img-src',
          'script-src-elem',
          'style-src-elem',
          'frame-src',
          'object-src',
        ]),
      );
    expect(evil.requests()).toEqual([]);
  },
);

test(
  'the window leaves its page for nothing, and opens no other',
  blockedBefore('navigation and new windows are refused since the first commit'),
  async ({ shared: { app, page } }) => {
    const before = page.url();
    const windows = () => inMain(() => app.evaluate(({ webContents }) => webContents.getAllWebContents().length));
    const count = await windows();
    for (const address of [
      evil.url,
      `${scene.api}/v2/docs`,
      'file:///etc/passwd',
      'data:text/html,x',
      'javascript:1',
      'app://window/other.html',
      'app://other/index.html',
    ]) {
      const opened = await tryToLeave(page, address);
      expect(opened, address).toBe(false);
    }
    await page.evaluate(() => {
      const guest = document.createElement('webview');
      guest.setAttribute('src', 'https://evil.example');
      document.body.append(guest);
      guest.remove();
    });
    await callByWindow(page, 'installation.current');
    expect(page.url()).toBe(before);
    expect(await windows()).toBe(count);
    expect(evil.requests()).toEqual([]);
  },
);

test(
  'the page gets no permission but to copy text',
  blockedBefore('permissions are refused since the first commit'),
  async ({ shared: { page } }) => {
    const answers = await askForPermissions(page);
    expect(answers).toEqual({
      camera: 'refused',
      screen: 'refused',
      place: 'refused',
      notes: 'denied',
      clipboard: 'refused',
    });
  },
);

test(
  'a page that is not ours has no use of the bridge',
  blockedBefore('the sender of every call is judged since the first commit'),
  async ({ shared: { app } }) => {
    const reply = await callFromStranger(app);
    expect(reply).toMatchObject({ ok: false });
    await expectUnchanged();
  },
);

test('only the one host of our scheme is served', async ({ shared: { app } }) => {
  const read = () =>
    app.evaluate(async ({ net }) => {
      const statusOf = (url: string) =>
        net.fetch(url).then(
          ({ status }) => status,
          () => 0,
        );
      return {
        own: await statusOf('app://window/index.html'),
        others: await Promise.all(
          ['app://other/index.html', 'app://window.evil/index.html', 'app://other/catalogue.table'].map(statusOf),
        ),
      };
    });
  const served = await inMain(read);
  expect(served.own).toBe(200);
  expect(served.others.filter((status) => status === 200)).toEqual([]);
});
