import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { addTask, getJson, installParams, runTask, startQueue, waitForTask } from './api';
import { expect, test } from './app';
import { freePort, readStatus, waitForAnother } from './comfy-calls';
import { expectState, showTab, startHere, stopHere } from './comfy-place';
import { answerDialogs } from './dialogs';
import { openPalette } from './palette-calls';
import { launchApp, type LaunchedApp } from './launch';
import { watchBrowser } from './opened-links';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';
import { createGate } from './world/wire';
import type { World } from './world/world';

test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.use({ worldOptions: { name: 'comfyui-window', pythonTool: 'uv' } });

let launched: LaunchedApp;
let port: number;

const readArgv = async () =>
  (await getJson<{ system: { argv: string[] } }>(`http://127.0.0.1:${port}/system_stats`)).system.argv;

const dropPack = (world: World, name: string) =>
  rm(join(world.comfyui.customNodesDir, name), { recursive: true, force: true });

test.beforeAll(async ({ world }) => {
  await world.comfyui.placeRegistryPack('missing-module', '1.2.0');
  port = await freePort();
  launched = await launchApp({ world, settings: { 'comfyui.port': String(port) } });
});

test.afterEach(async () => {
  await callByWindow(launched.page, 'comfyui.stop');
  await expect
    .poll(async () => await callByWindow(launched.page, 'comfyui.status'))
    .toMatchObject({ state: expect.stringMatching(/stopped|crashed/) });
});

test.afterAll(() => launched.close());

test('start shows its way to running, the web UI opens at the gateway, and a pack that failed is explained', async () => {
  const { page, app, api } = launched;
  const openedLinks = await watchBrowser(app);
  await showTab(page, 'overview');
  await expectState(page, 'stopped');
  await startHere(page);
  await page.getByTestId('comfy-open-web').click();
  await expect.poll(openedLinks).toEqual([`${api}/`]);
  // What opens is ComfyUI, through the gateway.
  expect((await getJson<{ system: object }>(`${api}/system_stats`)).system).toHaveProperty('comfyui_version');

  const problem = page.locator('[data-testid="import-problem"][data-name="missing-module"]');
  await expect(problem).toContainText('module_nobody_named');
  await problem.getByRole('button', { name: 'Traceback' }).click();
  await expect(problem).toContainText('ModuleNotFoundError');
  await problem.getByRole('button', { name: 'Missing Module' }).click();
  await expect(page.getByTestId('details-import')).toContainText('module_nobody_named');
  await page.keyboard.press('Escape');
  await showTab(page, 'overview');
  await stopHere(page);
});

test('memory and prompts are shown while it runs, and a button gives the memory back', async () => {
  const { page } = launched;
  await showTab(page, 'overview');
  await expect(page.getByTestId('comfy-memory')).toHaveCount(0);
  await startHere(page);
  const memory = page.getByTestId('comfy-memory');
  await expect(memory).toContainText('8.6 GB of 17 GB');
  await expect(memory).toContainText('No prompt is waiting');

  const [name = ''] = Object.keys(await getJson<object>(`http://127.0.0.1:${port}/object_info`));
  const body = JSON.stringify({ prompt: { 1: { class_type: name, inputs: {} } } });
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`http://127.0.0.1:${port}/prompt`, { method: 'POST', headers, body })).status).toBe(200);
  await expect(memory).toContainText('11 GB of 17 GB');
  await memory.getByRole('button', { name: 'Free memory' }).click();
  await expect(memory).toContainText('8.6 GB of 17 GB');

  await stopHere(page);
  await expect(memory).toHaveCount(0);
});

test('the log is live: search finds and steps, filters narrow it, and it follows until one scrolls up', async ({
  world,
}) => {
  const { page } = launched;
  const lines = 400;
  await world.comfyui.placeFiles({
    'chatty/__init__.py': [
      'import threading, time',
      `print("\\n".join(f"chatty line {n}" for n in range(${lines})))`,
      'def tick():',
      '    n = 0',
      '    while True:',
      '        time.sleep(0.2)',
      '        print(f"tick {n}", flush=True)',
      '        n += 1',
      'threading.Thread(target=tick, daemon=True).start()',
      'NODE_CLASS_MAPPINGS = {}',
      '',
    ].join('\n'),
  });
  await showTab(page, 'log');
  await startHere(page);
  const log = page.getByTestId('comfy-log');
  await expect(log).toContainText('tick 1');
  const newest = page.getByTestId('log-newest');
  await expect(newest).toHaveCount(0);

  await log.hover();
  // A wheel scrolls on for a while after it has begun to.
  await log.evaluate((box) => {
    box.addEventListener('scroll', () => box.removeAttribute('data-rests'));
    box.addEventListener('scrollend', () => box.setAttribute('data-rests', ''));
  });
  await page.mouse.wheel(0, -1500);
  await expect(newest).toBeVisible();
  await expect(log).toHaveAttribute('data-rests');
  // Three further lines have come, and what is in sight has not moved.
  const { top, height } = await log.evaluate((box) => ({ top: box.scrollTop, height: box.scrollHeight }));
  const linePx = 18;
  await expect.poll(() => log.evaluate((box) => box.scrollHeight)).toBeGreaterThanOrEqual(height + 3 * linePx);
  expect(await log.evaluate((box) => box.scrollTop)).toBe(top);
  await newest.click();
  await expect(newest).toHaveCount(0);
  await expect.poll(() => log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)).toBeLessThan(24);

  await page.keyboard.press('Control+f');
  await expect(page.getByTestId('log-search')).toBeFocused();
  await page.keyboard.type('CHATTY LINE 39');
  // 39 and 390 to 399; it begins at the one nearest to what is in sight.
  const hits = page.getByTestId('log-hits');
  await expect(hits).toHaveText(/^\d+ of 11$/);
  const begun = Number.parseInt(await hits.innerText(), 10);
  await page.keyboard.press('Enter');
  await expect(hits).toHaveText(`${(begun % 11) + 1} of 11`);
  await page.keyboard.press('Shift+F3');
  await expect(hits).toHaveText(`${begun} of 11`);
  for (let remaining = begun; remaining > 0; remaining -= 1) await page.keyboard.press('Shift+F3');
  await expect(hits).toHaveText('11 of 11');
  await expect(page.locator('[data-testid="log-line"][data-current]')).toContainText('chatty line 399');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: /^Lines:/ }).click();
  await page.getByRole('menuitemradio', { name: 'Errors', exact: true }).click();
  await expect(log).toContainText('ModuleNotFoundError');
  await expect(log).not.toContainText('chatty line');
  await page.getByRole('button', { name: /^Lines:/ }).click();
  await page.getByRole('menuitemradio', { name: 'All lines' }).click();
  await stopHere(page);
  await dropPack(world, 'chatty');
});

test('a pack that ends ComfyUI is named; bare it starts, and without that pack', async ({ world }) => {
  const { page } = launched;
  await world.comfyui.placeFiles({ 'quits-hard/__init__.py': 'import sys\nprint("enough")\nsys.exit(3)\n' });
  await showTab(page, 'overview');
  await page.getByTestId('comfy-start').click();
  await expectState(page, 'crashed');
  const crash = page.getByTestId('comfy-crash');
  await expect(crash).toContainText('3');
  await expect(crash).toContainText('enough');
  await page.getByTestId('comfy-bare').click();
  await expectState(page, 'running');
  await stopHere(page);
  await page.getByTestId('comfy-start').click();
  await expectState(page, 'crashed');
  await crash.getByRole('button', { name: 'Disable quits-hard and start' }).click();
  await expectState(page, 'running');
  await expect(crash).toHaveCount(0);
  await stopHere(page);
  await dropPack(world, '.disabled');
});

test('the change made just before a crash is undone, and ComfyUI runs again', async ({ world }) => {
  const { page, api } = launched;
  await showTab(page, 'overview');
  await startHere(page);
  await stopHere(page);
  await runTask(api, { kind: 'install', params: installParams('tidy-latents') });
  await world.comfyui.placeFiles({ 'tidy-latents/__init__.py': 'import os\nos._exit(9)\n' });
  await page.getByTestId('comfy-start').click();
  await expectState(page, 'crashed');
  await page.getByTestId('comfy-undo').click();
  await expectState(page, 'running');
  await stopHere(page);
});

test('arguments are chosen from what --help lists, a bad one is explained, and a restart brings them in', async () => {
  const { app, page } = launched;
  await answerDialogs(app, 'Allow');
  await showTab(page, 'arguments');
  await startHere(page);
  const line = page.getByTestId('arguments-line');
  await page.getByTestId('arguments-search').fill('cpu');
  const cpu = page.locator('[data-testid="comfy-option"][data-flag="--cpu"]');
  await cpu.getByRole('checkbox').click();
  await expect(line).toHaveValue('--cpu');
  await line.fill('--cpu --no-such-thing');
  await expect(page.getByText('ComfyUI does not know --no-such-thing.')).toBeVisible();
  await page.getByTestId('arguments-save').click();
  await expect(page.getByTestId('arguments-save')).toBeEnabled();
  await line.fill('--cpu');
  await page.getByTestId('arguments-save').click();
  await expect(page.getByTestId('arguments-save')).toBeDisabled();
  expect(await readArgv()).not.toContain('--cpu');
  await page.getByTestId('arguments-restart').click();
  await expect.poll(() => readArgv().catch(() => [])).toContain('--cpu');
  await expectState(page, 'running');
  await cpu.getByRole('checkbox').click();
  await page.getByTestId('arguments-save').click();
  await expect(page.getByTestId('arguments-save')).toBeDisabled();
  await stopHere(page);
});

test('a restart waits for the task that runs, and says so', async ({ world }) => {
  const { page, api } = launched;
  await showTab(page, 'overview');
  await startHere(page);
  const before = await readStatus(api);
  world.registry.zipFaults.set('prompt-garden', { kind: 'hold', until: createGate().until });
  const uiId = await addTask(api, { kind: 'install', params: installParams('prompt-garden') });
  await startQueue(api);
  await expect(page.getByRole('button', { name: /1 task running/ })).toBeVisible();
  await page.getByTestId('comfy-restart').click();
  await expect(page.getByTestId('comfy-restart-waits')).toBeVisible();
  await callByWindow(page, 'queue.cancel', { ui_id: uiId });
  await waitForTask(api, uiId);
  world.registry.zipFaults.clear();
  await expect(page.getByTestId('comfy-restart-waits')).toHaveCount(0);
  await waitForAnother(api, before);
  await expectState(page, 'running');
  await stopHere(page);
});

test('a taken port is named, and another one is a click away', async () => {
  const { page } = launched;
  const blocker = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  await once(blocker, 'listening');
  try {
    await showTab(page, 'overview');
    await page.getByTestId('comfy-start').click();
    const panel = page.getByTestId('comfy-port');
    await expect(panel).toContainText(String(port));
    await expect(panel).toContainText(String(process.pid));
    const other = await freePort();
    await panel.getByRole('textbox').fill(String(other));
    await panel.getByRole('button', { name: `Use port ${other} and start` }).click();
    await expectState(page, 'running');
    expect((await fetch(`http://127.0.0.1:${other}/system_stats`)).ok).toBe(true);
    await stopHere(page);
  } finally {
    blocker.close();
    await callByWindow(page, 'comfyui.setArguments', { arguments: '' });
  }
});

test('everything is reached by keyboard, and tab and search survive a reload', async () => {
  const { page } = launched;
  await page.keyboard.press('Control+6');
  await expect(page.getByRole('heading', { name: 'ComfyUI', exact: true })).toBeVisible();
  await openPalette(page);
  await page.keyboard.type('log of ComfyUI');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('log-search')).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByTestId('log-search')).toBeFocused();
  await page.keyboard.type('server');
  await expect(page.getByTestId('log-search')).toHaveValue('server');
  // The hash is written a moment after the last key.
  await expect.poll(() => page.evaluate(() => window.location.hash)).toContain('find=server');
  await page.reload();
  await expect(page.getByTestId('log-search')).toHaveValue('server');
  await page.getByTestId('log-search').press('Escape');
  await page.getByTestId('comfy-tab-log').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByTestId('comfy-tab-overview')).toHaveAttribute('aria-selected', 'true');
});
