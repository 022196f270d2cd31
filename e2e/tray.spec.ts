import { readdir } from 'node:fs/promises';
import type { ElectronApplication } from 'playwright';
import { addTask, installParams, startQueue, waitForTask } from './api';
import { expect, test as base } from './app';
import { inMain } from './in-main';
import { needsStandIn } from './stand-in';
import { startTrayHost, type MenuRow, type Pixmap, type TrayHost } from './tray-host';

// The desktop must be there before the app: an automatic fixture is set up first.
const test = base.extend<{ trayHost: TrayHost }>({
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

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'tray', pythonTool: 'uv' } });
test.skip(process.platform !== 'linux', 'The session bus carries the tray on Linux only.');

const idleMenu = ['Open ComfyUI Manager', 'Start ComfyUI', 'Pause queue', 'Quit'];

function commandsOf(menu: MenuRow[]): string[] {
  return menu.filter((row) => row.isEnabled && !row.isSeparator).map((row) => row.label);
}

function statusOf(menu: MenuRow[]): string {
  return menu[0]?.label ?? '';
}

/** Painted area in pixels: the filled part of the ring weighs more than the empty one. */
function inkOf({ argb }: Pixmap): number {
  let sum = 0;
  for (let index = 0; index < argb.length; index += 4) sum += (argb[index] ?? 0) / 255;
  return Math.round(sum);
}

/** Pixels that are clearly red: the attention dot. */
function redOf({ argb }: Pixmap): number {
  let count = 0;
  for (let index = 0; index < argb.length; index += 4) {
    const [alpha = 0, red = 0, green = 0, blue = 0] = argb.subarray(index, index + 4);
    if (alpha > 200 && red > 2 * Math.max(green, blue)) count += 1;
  }
  return count;
}

function isWindowVisible(app: ElectronApplication): Promise<boolean> {
  return inMain(() =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible())),
  );
}

/** Closes the window as its close button does. */
async function pressClose(app: ElectronApplication): Promise<void> {
  await inMain(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()));
}

/** Answers every question of the app with the button of that name, and keeps what was asked. */
async function answerDialogs(app: ElectronApplication, button: string): Promise<() => Promise<string[]>> {
  const replace = () =>
    app.evaluate(({ dialog }, wanted) => {
      const asked: string[] = [];
      Object.assign(globalThis, { asked });
      Object.assign(dialog, {
        showMessageBox: (...args: { message: string; detail?: string; buttons: string[] }[]) => {
          const question = args.at(-1);
          asked.push(`${question?.message ?? ''}\n${question?.detail ?? ''}`);
          return Promise.resolve({ response: question?.buttons.indexOf(wanted) ?? 0, checkboxChecked: false });
        },
      });
    }, button);
  await inMain(replace);
  return () => inMain(() => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked));
}

test('the icon follows a real install: picture, tooltip and menu', async ({ world, api, trayHost }) => {
  const item = await trayHost.item();
  await expect.poll(async () => commandsOf(await item.menu())).toEqual(idleMenu);
  expect(statusOf(await item.menu())).toContain('nothing to do');
  const idle = await item.picture();
  expect(idle.width).toBeGreaterThanOrEqual(16);
  expect(idle.argb).toHaveLength(idle.width * idle.height * 4);

  const zip = await world.registry.zipOf('Demo-Upscaler', '1.2.0');
  world.registry.zipFaults.set('Demo-Upscaler', { kind: 'slow', bytesPerSecond: Math.ceil(zip.length / 5) });
  const id = await addTask(api, { kind: 'install', params: installParams('Demo-Upscaler', '1.2.0') });
  await startQueue(api);
  const percents = new Set<string>();
  const inks = new Set<number>();
  const finished = waitForTask(api, id).then(() => 'finished' as const);
  while ((await Promise.race([finished, new Promise((done) => setTimeout(done, 150))])) !== 'finished') {
    const menu = await item.menu();
    const percent = /^Installing Demo-Upscaler (\d+)%$/.exec(statusOf(menu))?.[1];
    if (percent === undefined) continue;
    percents.add(percent);
    inks.add(inkOf(await item.picture()));
    expect(await item.tooltip()).toContain('Installing Demo-Upscaler');
  }
  expect(percents.size).toBeGreaterThanOrEqual(3);
  expect(inks.size).toBeGreaterThanOrEqual(3);
  await expect.poll(async () => (await item.picture()).argb.equals(idle.argb)).toBe(true);
  world.registry.zipFaults.clear('Demo-Upscaler');
});

test('the menu pauses and resumes the queue', async ({ api, trayHost }) => {
  const item = await trayHost.item();
  await expect.poll(async () => commandsOf(await item.menu())).toEqual(idleMenu);
  await item.choose('Pause queue');
  await expect.poll(async () => commandsOf(await item.menu())).toContain('Resume queue');
  const id = await addTask(api, { kind: 'install', params: installParams('prompt-garden') });
  await startQueue(api);
  await expect.poll(async () => statusOf(await item.menu())).toBe('Queue paused, 1 waiting');
  const status = await fetch(`${api}/v2/manager/queue/status`).then((answer) => answer.json() as Promise<unknown>);
  expect(status).toMatchObject({ pending_count: 1, in_progress_count: 0 });

  await item.choose('Resume queue');
  expect((await waitForTask(api, id)).result).toBe('success');
  await expect.poll(async () => commandsOf(await item.menu())).toEqual(idleMenu);
});

test('a failure behind the window asks for attention until the window is opened', async ({ app, api, trayHost }) => {
  const item = await trayHost.item();
  await inMain(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide()));
  const id = await addTask(api, { kind: 'uninstall', params: { node_name: 'not-there-at-all' } });
  await startQueue(api);
  expect((await waitForTask(api, id)).result).not.toBe('success');
  await expect.poll(async () => statusOf(await item.menu())).toBe('1 task failed');
  await expect.poll(async () => redOf(await item.picture())).toBeGreaterThan(10);

  await item.choose('Open ComfyUI Manager');
  await expect.poll(async () => redOf(await item.picture())).toBe(0);
  expect(await isWindowVisible(app)).toBe(true);
});

test('the close button hides into the tray after asking once, and the icon brings the window back', async ({
  app,
  trayHost,
}) => {
  const item = await trayHost.item();
  const asked = await answerDialogs(app, 'Keep running');
  await expect.poll(() => isWindowVisible(app)).toBe(true);
  for (const open of [() => item.activate(), () => item.choose('Open ComfyUI Manager')]) {
    await pressClose(app);
    await expect.poll(() => isWindowVisible(app)).toBe(false);
    await open();
    await expect.poll(() => isWindowVisible(app)).toBe(true);
  }
  expect(await asked()).toHaveLength(1);
});

test('quit asks while a task runs, lists it, and ends the app when told so', async ({ world, app, api, trayHost }) => {
  const item = await trayHost.item();
  const asked = await answerDialogs(app, 'Keep running');
  world.registry.zipFaults.set('tidy-latents', { kind: 'slow', bytesPerSecond: 60 });
  await addTask(api, { kind: 'install', params: installParams('tidy-latents', '1.2.0') });
  await startQueue(api);
  await expect.poll(async () => statusOf(await item.menu())).toContain('Installing tidy-latents');

  await item.choose('Quit');
  await expect.poll(async () => (await asked()).join()).toContain('Installing tidy-latents');
  expect(app.process().exitCode).toBeNull();

  await answerDialogs(app, 'Quit');
  const exitCode = new Promise<number | null>((done) => app.process().once('exit', done));
  const startMs = Date.now();
  // The app may be gone before it has answered the click.
  await item.choose('Quit').catch(() => undefined);
  expect(await exitCode).toBe(0);
  expect(Date.now() - startMs).toBeLessThan(10_000);
  expect(await readdir(world.comfyui.customNodesDir)).not.toContain('tidy-latents');
  world.registry.zipFaults.clear('tidy-latents');
});
