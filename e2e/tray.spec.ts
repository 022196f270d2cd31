import { once } from 'node:events';
import { readdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  addTask,
  installParams,
  runTask,
  startQueue,
  waitForKind,
  waitForTask,
  waitUntilIdle,
  writeConfig,
} from './api';
import { expect } from './app';
import { readStatus, startComfy } from './comfy-calls';
import { readDisk } from './snapshot-calls';
import { anySource } from './pack-folder';
import { needsStandIn } from './stand-in';
import { answerDialogs } from './dialogs';
import { bringInFront, commandsOf, findRow, hideWindow, isWindowVisible, pressClose, statusOf, test } from './tray-app';
import type { Pixmap } from './tray-host';
import { createGate } from './world/wire';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('asks nothing of a running ComfyUI that a real one would answer otherwise'));
test.use({ worldOptions: { name: 'tray', pythonTool: 'uv' } });
test.skip(process.platform !== 'linux', 'The session bus carries the tray on Linux only.');

const idleMenu = [
  'Open ComfyUI Manager Desktop',
  'Start ComfyUI',
  'Start without custom nodes (safe mode)',
  'Pause queue',
  'Quit',
];

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

test('the icon follows a real install: picture, tooltip and menu', async ({ world, api, trayHost }) => {
  const item = await trayHost.item();
  await expect.poll(async () => commandsOf(await item.menu())).toEqual(idleMenu);
  expect(statusOf(await item.menu())).toContain('nothing to do');
  const idle = await item.picture();
  expect(idle.width).toBeGreaterThanOrEqual(16);
  expect(idle.argb).toHaveLength(idle.width * idle.height * 4);

  const gates = Array.from({ length: 3 }, createGate);
  world.registry.zipFaults.set('Demo-Upscaler', { kind: 'steps', until: gates.map(({ until }) => until) });
  const id = await addTask(api, { kind: 'install', params: installParams('Demo-Upscaler', '1.2.0') });
  await startQueue(api);
  const percents = new Set<string>();
  const inks = new Set<number>();
  const tooltips = new Set<string>();
  const readIndex = async () => {
    const percent = /^Installing Demo Upscaler (\d+)%$/.exec(statusOf(await item.menu()))?.[1];
    if (percent !== undefined) percents.add(percent);
    inks.add(inkOf(await item.picture()));
    const tooltip = await item.tooltip();
    if (tooltip.includes('Installing Demo Upscaler')) tooltips.add(tooltip);
    return Math.min(percents.size, inks.size, tooltips.size);
  };
  for (const [index, gate] of gates.entries()) {
    // Each part of the download shows in all three.
    await expect.poll(readIndex, { intervals: [100] }).toBeGreaterThan(index);
    gate.open();
  }
  await waitForTask(api, id);
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

test('an open menu is not replaced with every per cent, so that a click into it reaches its row', async ({
  world,
  page,
  api,
  trayHost,
}) => {
  const item = await trayHost.item();
  await expect.poll(async () => commandsOf(await item.menu())).toEqual(idleMenu);
  const gates = Array.from({ length: 40 }, createGate);
  world.registry.zipFaults.set('Demo-Upscaler', { kind: 'steps', until: gates.map(({ until }) => until) });
  const id = await addTask(api, { kind: 'install', params: installParams('Demo-Upscaler', '1.1.0') });
  await startQueue(api);
  const fractionNow = async () => {
    const { running } = (await callByWindow(page, 'queue.view')) as {
      running: { progress: { fraction: number | null } | null }[];
    };
    return running[0]?.progress?.fraction ?? 0;
  };
  await expect.poll(async () => findRow(await item.menu(), 'Downloading')).not.toBe('');
  // Rows have new numbers in a new menu; a click names the number.
  const menus = new Set<number>();
  const closed = gates.values();
  const goOn = async () => {
    closed.next().value?.open();
    menus.add((await item.menu())[0]?.id ?? 0);
    return fractionNow();
  };
  // As slowly as the tray is drawn: with every per cent there would be some twenty menus.
  await expect.poll(goOn, { intervals: [250] }).toBeGreaterThan(0.45);
  // Until there a download passes three of eight steps. Each makes the menu anew for its rows and for the tooltip.
  expect(menus.size).toBeLessThanOrEqual(8);
  for (const gate of gates) gate.open();
  expect((await waitForTask(api, id)).result).toBe('success');
  world.registry.zipFaults.clear('Demo-Upscaler');
});

test('a failure behind the window asks for attention until the window is opened', async ({ app, api, trayHost }) => {
  const item = await trayHost.item();
  await hideWindow(app);
  const id = await addTask(api, { kind: 'uninstall', params: { node_name: 'not-there-at-all' } });
  await startQueue(api);
  expect((await waitForTask(api, id)).result).not.toBe('success');
  await expect.poll(async () => statusOf(await item.menu())).toBe('1 task failed');
  await expect.poll(async () => redOf(await item.picture())).toBeGreaterThan(10);

  await item.choose('Open ComfyUI Manager Desktop');
  await expect.poll(() => bringInFront(app)).toBe(true);
  await expect.poll(async () => redOf(await item.picture())).toBe(0);
  expect(await isWindowVisible(app)).toBe(true);
});

test('the close button hides into the tray after asking once, and the icon brings the window back', async ({
  app,
  page,
  trayHost,
}) => {
  const item = await trayHost.item();
  const shownQuestions = await answerDialogs(app, 'Keep running');
  await expect.poll(() => isWindowVisible(app)).toBe(true);
  for (const open of [() => item.activate(), () => item.choose('Open ComfyUI Manager Desktop')]) {
    await pressClose(app);
    await expect.poll(() => isWindowVisible(app)).toBe(false);
    await open();
    await expect.poll(() => isWindowVisible(app)).toBe(true);
  }
  expect(await shownQuestions()).toHaveLength(1);

  // The answer is a preference, and can be taken back.
  expect(await callByWindow(page, 'preferences.get')).toMatchObject({ closeToTray: 'hide' });
  await callByWindow(page, 'preferences.set', { closeToTray: 'ask' });
  await pressClose(app);
  await expect.poll(() => isWindowVisible(app)).toBe(false);
  expect(await shownQuestions()).toHaveLength(2);
});

test('what is newer and what was done last have rows, which lead to it', async ({
  world,
  app,
  page,
  api,
  trayHost,
}) => {
  const item = await trayHost.item();
  const row = (beginning: string) => async () => findRow(await item.menu(), beginning);
  const before = await readDisk(world);
  const done = await runTask(api, { kind: 'install', params: installParams('tidy-latents', '1.0.0') });
  expect(done.result).toBe('success');
  await expect.poll(row('Undo: ')).toBe('Undo: Install Tidy Latents');
  await expect.poll(row('Updates (')).toMatch(/^Updates \([1-9]\d*\)$/u);
  await hideWindow(app);
  await item.choose(await row('Updates (')());
  await expect.poll(() => isWindowVisible(app)).toBe(true);
  await expect(page).toHaveURL(/#\/packs\?filter=updates/u);
  await expect(page.getByTestId('update-review')).toBeVisible();
  await page.keyboard.press('Escape');

  // Nobody loses anything by it, and it can itself be undone: no question.
  await hideWindow(app);
  const questions = await answerDialogs(app, 'Cancel');
  await item.choose('Undo: Install Tidy Latents');
  // What is ordered before its end would belong to its batch.
  expect(await waitForKind(api, 'undo', 1)).toMatchObject([{ result: 'success' }]);
  expect(await readDisk(world)).toEqual(before);
  expect(await questions()).toEqual([]);
  expect(await isWindowVisible(app)).toBe(false);
  await expect.poll(row('Undo: ')).not.toBe('Undo: Install Tidy Latents');

  await runTask(api, { kind: 'install', params: installParams('tidy-latents', '1.0.0') });
  await expect.poll(row('Undo: ')).toBe('Undo: Install Tidy Latents');
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

test('a change of several packs is undone at once; where later ones go with it, the window asks', async ({
  world,
  app,
  page,
  api,
  trayHost,
}) => {
  const item = await trayHost.item();
  const undo = async () => findRow(await item.menu(), 'Undo: ');
  await writeConfig(world, anySource);
  const installed = async () => (await readdir(world.comfyui.customNodesDir)).filter((name) => name !== '.disabled');
  const before = await installed();
  const order = async (...tasks: { kind: string; params: Record<string, unknown> }[]) => {
    const ids = await Promise.all(tasks.map((task) => addTask(api, task)));
    await startQueue(api);
    for (const id of ids) expect((await waitForTask(api, id)).result).toBe('success');
    await waitUntilIdle(api);
  };
  const packs = ['sampler-kit-demo', 'wired-shapes'].map((id) => ({ kind: 'install', params: installParams(id) }));
  await order(...packs);
  await expect.poll(undo).toBe('Undo: Install 2 packs');
  await hideWindow(app);
  await item.choose('Undo: Install 2 packs');
  await waitForKind(api, 'restore-snapshot', 1);
  expect(await installed()).toEqual(before);
  expect(await isWindowVisible(app)).toBe(false);

  // Later changes go with the snapshot, also those that were taken back: the window asks.
  await waitUntilIdle(api);
  await order(...packs);
  await order({ kind: 'install', params: installParams('tidy-latents') });
  await expect.poll(undo).toBe('Undo: Install Tidy Latents');
  await item.choose('Undo: Install Tidy Latents');
  await waitForKind(api, 'undo', 1);
  await expect.poll(undo).toBe('Undo: Install 2 packs');
  await item.choose('Undo: Install 2 packs');
  await expect.poll(() => isWindowVisible(app)).toBe(true);
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('later change');
  await dialog.getByTestId('undo-confirm').click();
  await waitForKind(api, 'restore-snapshot', 2);
  expect(await installed()).toEqual(before);
});

test('an order that is refused says why', async ({ app, api, trayHost }) => {
  const item = await trayHost.item();
  const shownQuestions = await answerDialogs(app, 'Close');
  await expect.poll(async () => commandsOf(await item.menu())).toEqual(idleMenu);
  const { port } = await readStatus(api);
  const stranger = createServer().listen(port, '127.0.0.1');
  await once(stranger, 'listening');
  await item.choose('Start ComfyUI');
  await expect.poll(async () => (await shownQuestions()).length).toBe(1);
  expect((await shownQuestions())[0]?.text).toContain('ComfyUI could not be started');
  expect((await shownQuestions())[0]?.text).toContain(String(port));
  stranger.close();
});

test('quit lists what would stop and what comes back, and ends the app when told so', async ({
  world,
  app,
  api,
  trayHost,
}) => {
  const item = await trayHost.item();
  const shownQuestions = await answerDialogs(app, 'Keep running');
  const comfy = await startComfy(api);
  world.registry.zipFaults.set('tidy-latents', { kind: 'slow', bytesPerSecond: 60 });
  await addTask(api, { kind: 'install', params: installParams('tidy-latents', '1.2.0') });
  await addTask(api, { kind: 'install', params: installParams('prompt-garden') });
  await startQueue(api);
  await expect.poll(async () => statusOf(await item.menu())).toMatch(/^Installing Tidy Latents \d+%$/u);

  await item.choose('Quit');
  await expect.poll(async () => (await shownQuestions()).length).toBe(1);
  const [question] = await shownQuestions();
  expect(question?.focused).toBe('Keep running');
  expect(question?.text).toMatch(/•\s+Installing Tidy Latents \d+%/u);
  expect(question?.text).toContain(`ComfyUI on port ${comfy.port}`);
  expect(question?.text).toContain('1 waiting task comes back at the next start.');
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

test('quit asks nothing when nothing would stop', async ({ app, api, trayHost }) => {
  const item = await trayHost.item();
  const shownQuestions = await answerDialogs(app, 'Keep running');
  // What the test before left waiting began anew with this start.
  await expect.poll(async () => commandsOf(await item.menu())).toEqual(idleMenu);
  await fetch(`${api}/v2/manager/queue/reset`, { method: 'POST' });
  await expect.poll(async () => statusOf(await item.menu())).toContain('nothing to do');
  const exitCode = new Promise<number | null>((done) => app.process().once('exit', done));
  const questions = await shownQuestions();
  await item.choose('Quit').catch(() => undefined);
  expect(await exitCode).toBe(0);
  expect(questions).toEqual([]);
});
