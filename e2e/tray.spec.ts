import { once } from 'node:events';
import { readdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { addTask, ask, installParams, runTask, startQueue, waitForKind, waitForTask } from './api';
import { expect } from './app';
import { readStatus, startComfy, stopComfy, waitForState } from './comfy-calls';
import { answerDialogs } from './dialogs';
import { inMain } from './in-main';
import { chooseLanguage, english, german } from './language-screen';
import { clearModels, paramsOf, rowOf } from './model-tasks';
import { readDisk } from './snapshot-calls';
import { needsStandIn } from './stand-in';
import {
  bringInFront,
  chooseQuit,
  commandsOf,
  countFlashes,
  findRow,
  hideWindow,
  idleMenu,
  isWindowVisible,
  menuBarOf,
  pressClose,
  redOf,
  statusOf,
  test,
  uninstall,
  waitForNote,
  watchInstall,
} from './tray-app';
import { callByWindow } from './window-door';
import { createGate } from './world/wire';

// What menu, picture and notifications say of which state has unit tests (main/indicators, main/notifications). Here the desktop really shows them.
test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.skip(process.platform !== 'linux', 'The session bus carries tray and notifications on Linux only.');
// A download that waits in the middle for as long as it is looked at has not stalled.
test.use({ worldOptions: { name: 'tray', pythonTool: 'uv' }, appSettings: { 'downloads.stallSeconds': '600' } });

test('the icon follows what is done, pauses it, leads to what is newer, and takes back what was done last', async ({
  world,
  app,
  page,
  api,
  trayHost,
}) => {
  const item = await trayHost.item();
  const row = (beginning: string) => async () => findRow(await item.menu(), beginning);
  const commands = async () => commandsOf(await item.menu());

  await test.step('picture and tooltip follow an install', async () => {
    await expect.poll(commands).toEqual(idleMenu);
    expect(statusOf(await item.menu())).toContain('nothing to do');
    const idle = await item.picture();
    expect(idle.width).toBeGreaterThanOrEqual(16);
    expect(idle.argb).toHaveLength(idle.width * idle.height * 4);
    const gates = Array.from({ length: 3 }, createGate);
    world.registry.zipFaults.set('Demo-Upscaler', { kind: 'steps', until: gates.map(({ until }) => until) });
    const id = await addTask(api, { kind: 'install', params: installParams('Demo-Upscaler', '1.2.0') });
    await startQueue(api);
    const countStages = watchInstall(item, 'Demo Upscaler');
    for (const [index, gate] of gates.entries()) {
      // Each part of the download shows in all three.
      await expect.poll(countStages, { intervals: [100] }).toBeGreaterThan(index);
      gate.open();
    }
    await waitForTask(api, id);
    await expect.poll(async () => (await item.picture()).argb.equals(idle.argb)).toBe(true);
    world.registry.zipFaults.clear('Demo-Upscaler');
  });

  await test.step('the queue is paused and resumed', async () => {
    await item.choose('Pause queue');
    await expect.poll(commands).toContain('Resume queue');
    const id = await addTask(api, { kind: 'install', params: installParams('prompt-garden') });
    await startQueue(api);
    await expect.poll(async () => statusOf(await item.menu())).toBe('Queue paused, 1 waiting');
    await item.choose('Resume queue');
    expect((await waitForTask(api, id)).result).toBe('success');
    await expect.poll(commands).toEqual(idleMenu);
  });

  await test.step('a download is paused, and goes on', async () => {
    await clearModels(world);
    const downloads = async () =>
      (await item.menu()).find(({ label }) => label === 'Downloads')?.rows.map(({ label }) => label);
    world.models.faults.set('tiny_lora.safetensors', { kind: 'throttle', bytesPerSecond: 500 });
    const model = paramsOf(await rowOf(api, 'tiny-lora'));
    const id = await addTask(api, { kind: 'install-model', params: model });
    await startQueue(api);
    await expect.poll(downloads).toEqual([`Pause ${model.name}`]);
    await item.choose(`Pause ${model.name}`);
    await expect.poll(downloads).toEqual([`Resume ${model.name}`]);
    world.models.faults.clear();
    await item.choose(`Resume ${model.name}`);
    expect((await waitForTask(api, id)).result).toBe('success');
    await expect.poll(downloads).toBeUndefined();
  });

  await test.step('it speaks the language of the window, live', async () => {
    await chooseLanguage(page, german);
    await expect
      .poll(commands)
      .toEqual(expect.arrayContaining(['ComfyUI starten', 'Warteschlange anhalten', 'Beenden']));
    expect(statusOf(await item.menu())).toContain('nichts zu tun');
    await expect.poll(() => menuBarOf(app)).toEqual(['&Datei', '&Bearbeiten', '&Ansicht', '&Fenster']);
    await chooseLanguage(page, english);
    await expect.poll(commands).toEqual(idleMenu);
    await expect.poll(() => menuBarOf(app)).toEqual(['&File', '&Edit', '&View', '&Window']);
  });

  const before = await readDisk(world);
  const installTidy = async () => {
    await runTask(api, { kind: 'install', params: installParams('tidy-latents', '1.0.0') });
    await expect.poll(row('Undo: ')).toBe('Undo: Install Tidy Latents');
  };

  await test.step('the row of updates leads to their review', async () => {
    await installTidy();
    await expect.poll(row('Updates (')).toMatch(/^Updates \([1-9]\d*\)$/u);
    await hideWindow(app);
    await item.choose(await row('Updates (')());
    await expect.poll(() => isWindowVisible(app)).toBe(true);
    await expect(page).toHaveURL(/#\/packs\?filter=updates/u);
    await expect(page.getByTestId('update-review')).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('nobody loses anything by the undo, and it can itself be undone: no question', async () => {
    await hideWindow(app);
    const questions = await answerDialogs(app, 'Cancel');
    await item.choose('Undo: Install Tidy Latents');
    // What is ordered before its end would belong to its batch.
    expect(await waitForKind(api, 'undo', 1)).toMatchObject([{ result: 'success' }]);
    expect(await readDisk(world)).toEqual(before);
    expect(await questions()).toEqual([]);
    expect(await isWindowVisible(app)).toBe(false);
    await expect.poll(row('Undo: ')).not.toBe('Undo: Install Tidy Latents');
  });

  await test.step('where it cannot be undone by itself, the window asks', async () => {
    await installTidy();
    const folder = join(world.comfyui.customNodesDir, 'tidy-latents');
    await rename(folder, `${folder}-of-mine`);
    await hideWindow(app);
    await item.choose('Undo: Install Tidy Latents');
    await expect.poll(() => isWindowVisible(app)).toBe(true);
    await expect(page).toHaveURL(/#\/activity/u);
    const dialog = page.getByRole('alertdialog');
    await expect(dialog).toContainText('“Install Tidy Latents” cannot be undone by itself');
    await expect(dialog).toContainText('Its result was changed since');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await rm(`${folder}-of-mine`, { recursive: true });
  });
});

test('behind the window a failure and a crash are told once and lead to their places; who wants no news gets none', async ({
  world: { comfyui },
  app,
  page,
  api,
  trayHost,
}) => {
  const isSupported = await inMain(() => app.evaluate(({ Notification }) => Notification.isSupported()));
  test.skip(!isSupported, 'This system has no libnotify, through which Electron reaches the desktop.');
  const item = await trayHost.item();

  await test.step('a window in front is told nothing: the next piece of news is the first', async () => {
    await expect.poll(() => bringInFront(app)).toBe(true);
    const { ui_id: uiId } = await runTask(api, uninstall('not-there-at-all'));
    // Once the window shows it, everything that hears of it has heard of it.
    await page.getByTestId('place-activity').click();
    await expect(page.locator(`[data-testid="task-row"][data-ui-id="${uiId}"]`)).toBeVisible();
  });

  await test.step('a batch asks for attention until the window is there, and its click leads to what failed', async () => {
    await hideWindow(app);
    const ids = await Promise.all(['not-there-either', 'nor-this-one'].map((name) => addTask(api, uninstall(name))));
    await startQueue(api);
    for (const id of ids) await waitForTask(api, id);
    const note = await waitForNote(trayHost, 1);
    expect(note.summary).toBe('2 of 2 tasks failed');
    expect(note.body).toContain('nor-this-one was not uninstalled');
    await expect.poll(async () => redOf(await item.picture())).toBeGreaterThan(10);
    trayHost.invoke(note);
    await expect.poll(() => isWindowVisible(app)).toBe(true);
    await expect(page).toHaveURL(/#\/activity\?task=/u);
    await expect.poll(() => bringInFront(app)).toBe(true);
    await expect.poll(async () => redOf(await item.picture())).toBe(0);
  });

  await test.step('a window that comes back takes a notification away', async () => {
    await hideWindow(app);
    await runTask(api, uninstall('one-more'));
    const note = await waitForNote(trayHost, 2);
    await item.choose('Open ComfyUI Manager Desktop');
    await expect.poll(() => note.isClosed).toBe(true);
  });

  await test.step('a pack that does not import and a crash are told, the pack once', async () => {
    await comfyui.placeFiles({ 'unlicensed/__init__.py': 'raise RuntimeError("no licence")\n' });
    await hideWindow(app);
    await startComfy(api);
    expect((await waitForNote(trayHost, 3)).summary).toBe('unlicensed did not import');
    process.kill((await readStatus(api)).pid ?? NaN, 'SIGKILL');
    await waitForState(api, 'crashed');
    const crash = await waitForNote(trayHost, 4);
    expect(crash.summary).toBe('ComfyUI crashed');
    trayHost.invoke(crash);
    await expect.poll(() => isWindowVisible(app)).toBe(true);
    await expect(page).toHaveURL(/#\/comfyui/u);
    await hideWindow(app);
    await startComfy(api);
    await runTask(api, uninstall('no-news-before-this'));
    expect((await waitForNote(trayHost, 5)).summary).toBe('no-news-before-this was not uninstalled');
    await stopComfy(api);
  });

  await test.step('who wants none gets none', async () => {
    await callByWindow(page, 'preferences.set', { notifications: false });
    const flashes = await countFlashes(app);
    await runTask(api, uninstall('untold'));
    // The taskbar still calls for a failure, and does so when the notification would have come.
    await expect.poll(flashes).toBe(1);
    await callByWindow(page, 'preferences.set', { notifications: true });
    await runTask(api, uninstall('told-again'));
    expect((await waitForNote(trayHost, 6)).summary).toBe('told-again was not uninstalled');
  });

  await test.step('the close button hides into the tray after asking once, and the icon brings the window back', async () => {
    const questions = await answerDialogs(app, 'Keep running');
    await item.activate();
    for (const open of [() => item.activate(), () => item.choose('Open ComfyUI Manager Desktop')]) {
      await expect.poll(() => isWindowVisible(app)).toBe(true);
      await pressClose(app);
      await expect.poll(() => isWindowVisible(app)).toBe(false);
      await open();
    }
    await expect.poll(() => isWindowVisible(app)).toBe(true);
    expect(await questions()).toHaveLength(1);
    // The answer is a preference, and can be taken back.
    expect(await callByWindow(page, 'preferences.get')).toMatchObject({ closeToTray: 'hide' });
    await callByWindow(page, 'preferences.set', { closeToTray: 'ask' });
    await pressClose(app);
    await expect.poll(() => isWindowVisible(app)).toBe(false);
    expect(await questions()).toHaveLength(2);
  });

  await test.step('quit asks nothing when nothing would stop', async () => {
    await expect.poll(async () => commandsOf(await item.menu())).toEqual(idleMenu);
    // A question would be answered with "Keep running", and the app would stay.
    expect(await chooseQuit(app, item)).toBe(0);
  });
});

test('an order that is refused says why; quit lists what would stop and what comes back, and ends the app', async ({
  world,
  app,
  api,
  trayHost,
}) => {
  const item = await trayHost.item();
  await test.step('ComfyUI cannot be started', async () => {
    const questions = await answerDialogs(app, 'Close');
    await expect.poll(async () => commandsOf(await item.menu())).toContain('Start ComfyUI');
    const { port } = await readStatus(api);
    const stranger = createServer().listen(port, '127.0.0.1');
    await once(stranger, 'listening');
    await item.choose('Start ComfyUI');
    await expect.poll(async () => (await questions()).length).toBe(1);
    expect((await questions())[0]?.text).toMatch(new RegExp(`ComfyUI could not be started.*${port}`, 'su'));
    // It listens no longer at once; that the app has left it is nobody's business.
    stranger.close();
  });

  const questions = await answerDialogs(app, 'Keep running');
  const comfy = await startComfy(api);
  expect((await ask(`${api}/v2/manager/queue/reset`, {})).status).toBe(200);
  world.registry.zipFaults.set('tidy-latents', { kind: 'slow', bytesPerSecond: 60 });
  await addTask(api, { kind: 'install', params: installParams('tidy-latents', '1.2.0') });
  await addTask(api, { kind: 'install', params: installParams('prompt-garden') });
  await startQueue(api);
  await expect.poll(async () => statusOf(await item.menu())).toMatch(/^Installing Tidy Latents \d+%$/u);

  await item.choose('Quit');
  await expect.poll(async () => (await questions()).length).toBe(1);
  const [question] = await questions();
  expect(question?.focused).toBe('Keep running');
  expect(question?.text).toMatch(/•\s+Installing Tidy Latents \d+%/u);
  expect(question?.text).toContain(`ComfyUI on port ${comfy.port}`);
  expect(question?.text).toContain('1 waiting task comes back at the next start.');
  expect(app.process().exitCode).toBeNull();

  await answerDialogs(app, 'Quit');
  const startMs = Date.now();
  expect(await chooseQuit(app, item)).toBe(0);
  expect(Date.now() - startMs).toBeLessThan(10_000);
  expect(await readdir(world.comfyui.customNodesDir)).not.toContain('tidy-latents');
});
