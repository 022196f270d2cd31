import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright';
import { expect, test } from './app';
import { freePort, startComfy, stopComfy, waitForState } from './comfy-calls';
import { launchHost, type LaunchedHost } from './launch-host';
import { findChromium, startChromium } from './web-ui/chromium';

test.use({ worldOptions: { name: 'starting-page', pythonTool: 'uv' } });

/** Ends the interpreter at import, with last words, where no handler can help. */
const endingPack = [
  'import os, sys',
  'print("last words of ends-it-all", flush=True)',
  'sys.stdout.flush()',
  'os._exit(3)',
  '',
].join('\n');

let chromium: Browser | null = null;
let host: LaunchedHost;
let port: number;
let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ world }) => {
  const executable = await findChromium();
  chromium = executable === null ? null : await startChromium(executable);
  port = await freePort();
  host = await launchHost({ world, settings: { 'comfyui.port': String(port) } });
});

test.afterAll(async () => {
  await chromium?.close();
  await host.close();
});

test.beforeEach(async () => {
  test.skip(chromium === null, 'no Chromium on PATH');
  if (chromium === null) return;
  context = await chromium.newContext({ colorScheme: 'dark' });
  page = await context.newPage();
});

test.afterEach(async () => {
  if (chromium === null) return;
  await context.close();
  await stopComfy(host.api).catch(() => undefined);
});

const title = () => page.getByRole('heading', { level: 1 });
const startButton = () => page.getByRole('button', { name: 'Start ComfyUI' });
const webUi = () => page.getByRole('heading', { name: 'ComfyUI of the demo world' });

test('who opens the address while ComfyUI is stopped can start it, and is in the web UI by himself', async () => {
  const answer = await page.goto(`${host.api}/?workflow=a`);
  expect(answer?.status()).toBe(503);
  await expect(title()).toHaveText('ComfyUI is stopped');
  await startButton().click();
  await expect(webUi()).toBeVisible();
  expect(page.url()).toBe(`${host.api}/?workflow=a`);
});

test('a page that waits comes by itself when somebody else starts ComfyUI, and loads no more then', async () => {
  let loads = 0;
  page.on('load', () => (loads += 1));
  await page.goto(host.api);
  await expect(startButton()).toBeVisible();
  await startComfy(host.api);
  await expect(webUi()).toBeVisible();
  // The page tells that it has loaded when everything in it has, which is after its heading.
  await page.waitForLoadState('load');
  await expect.poll(() => loads).toBe(2);
});

test('a crash says which pack ended ComfyUI, and it starts again when that is cured', async ({ world }) => {
  await world.comfyui.placeFiles({ 'ends-it-all/__init__.py': endingPack });
  await page.goto(host.api);
  await startButton().click();
  await expect(title()).toHaveText('ComfyUI crashed');
  await expect(page.getByRole('status').last()).toContainText('The pack ends-it-all ended ComfyUI before it was ready');
  await expect(page.getByText('last words of ends-it-all')).toBeVisible();
  await rm(join(world.comfyui.customNodesDir, 'ends-it-all'), { recursive: true });
  await startButton().click();
  await expect(webUi()).toBeVisible();
});

test('speaks the language that the browser asks for', async () => {
  const cases = [
    { locale: 'de-DE', stopped: 'ComfyUI ist beendet', start: 'ComfyUI starten' },
    { locale: 'zh-CN', stopped: 'ComfyUI 已停止', start: '启动 ComfyUI' },
    { locale: 'zh-TW', stopped: 'ComfyUI is stopped', start: 'Start ComfyUI' },
  ];
  for (const { locale, stopped, start } of cases) {
    const other = await context.browser()?.newPage({ locale });
    if (other === undefined) throw new Error('The browser is gone.');
    await other.goto(host.api);
    await expect(other.getByRole('heading', { level: 1 })).toHaveText(stopped);
    await expect(other.getByRole('button', { name: start })).toBeVisible();
    await other.close();
  }
});

test('a start that is refused says why, and what to do', async () => {
  await page.goto(host.api);
  await expect(startButton()).toBeVisible();
  const other = await occupyPort();
  try {
    await startButton().click();
    const why = page
      .getByRole('alert')
      .or(page.getByRole('status'))
      .filter({ hasText: String(port) });
    await expect(why.first()).toContainText('comfyui.port');
  } finally {
    other.close();
  }
  await waitForState(host.api, 'stopped');
  await startButton().click();
  await expect(webUi()).toBeVisible();
});

test('fits a narrow window, in light and in dark', async () => {
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto(host.api);
  await expect(title()).toHaveText('ComfyUI is stopped');
  const lightness = async (colorScheme: 'light' | 'dark') => {
    await page.emulateMedia({ colorScheme });
    return page.evaluate(() => Number(/oklch\(([\d.]+)/.exec(getComputedStyle(document.body).backgroundColor)?.[1]));
  };
  expect(await lightness('light')).toBeGreaterThan(0.9);
  expect(await lightness('dark')).toBeLessThan(0.3);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
});

/** Another program, which is no ComfyUI, on ComfyUI's port. */
async function occupyPort(): Promise<Server> {
  const other = createServer((_request, response) => response.end('not ComfyUI')).listen(port, '127.0.0.1');
  await once(other, 'listening');
  return other;
}
