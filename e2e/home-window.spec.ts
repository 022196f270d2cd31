import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright';
import { addTask, installParams, readInstalled, runTask, startQueue, waitUntilIdle, waitForTask } from './api';
import { expect, test } from './app';
import { attention, clearHome, createClicks, diskPart, openHome } from './home-calls';
import { judge, judgeEverywhere } from './judge';
import { launchApp } from './launch';
import { readTruth } from './snapshot-calls';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.use({
  worldOptions: { name: 'home-window', pythonTool: 'uv' },
  appFor: 'file',
  appSettings: { 'comfyui.port': '0' },
});

const run = promisify(execFile);

const changeRow = (page: Page, text: string) => page.getByTestId('change-row').filter({ hasText: text });
async function expectState(page: Page, state: string): Promise<void> {
  await expect(page.getByTestId('comfy-state')).toHaveAttribute('data-state', state);
}

test.beforeEach(({ world }) => clearHome(world));

test('a first run begins at Home, and the next one where the last one was', async ({ world }) => {
  const userDataDir = await mkdtemp(join(tmpdir(), 'cmd-home-'));
  const first = await launchApp({ world, userDataDir, startPlace: null });
  await expect(first.page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
  await expect(first.page.getByTestId('home-comfy')).toBeVisible();
  await judge(first.page, 'home, first run');
  await first.page.getByTestId('place-snapshots').click();
  await expect(first.page.getByRole('heading', { level: 1, name: 'Snapshots' })).toBeVisible();
  await first.close();
  const next = await launchApp({ world, userDataDir, startPlace: null });
  await expect(next.page.getByRole('heading', { level: 1, name: 'Snapshots' })).toBeVisible();
  await next.close();
  await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
});

test('an update is told with what it changed on disk, and undone from Home', async ({ page, api, world }) => {
  await runTask(api, { kind: 'install', params: installParams('Demo-Upscaler', '1.0.0') });
  const before = await readTruth(world);
  await openHome(page);
  await expect(attention(page, 'updates')).toContainText('Demo Upscaler');
  await runTask(api, { kind: 'update', params: { node_name: 'Demo-Upscaler' } });
  await expect(attention(page, 'updates')).toHaveCount(0);
  const row = changeRow(page, 'Update Demo Upscaler');
  await row.getByRole('button', { name: 'Update Demo Upscaler' }).click();
  const change = page.getByTestId('history-details').getByTestId('disk-change').filter({ hasText: 'Demo Upscaler' });
  await expect(change).toContainText('1.0.0');
  await expect(change).toContainText('1.2.0');
  await openHome(page);

  const { click, count } = createClicks();
  await click(row.getByTestId('change-undo'));
  expect(count()).toBe(1);
  await expect(changeRow(page, 'Undone').filter({ hasText: 'Update Demo Upscaler' })).toHaveCount(1);
  expect(await readTruth(world)).toEqual(before);
});

test('everything of today is taken back at once: the way to yesterday', async ({ page, api, world }) => {
  const before = (await readTruth(world)).packages;
  await runTask(api, { kind: 'install', params: installParams('tidy-latents') });
  await runTask(api, { kind: 'install', params: installParams('Demo-Upscaler') });
  await openHome(page);
  const { click, count } = createClicks();
  await click(page.getByTestId('home-changes').getByRole('button', { name: 'Show all' }));
  await click(page.locator('[data-testid="history-row"][data-kind="day"]').first());
  await click(page.getByTestId('day-back'));
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('1 later change is undone as well');
  await expect(dialog.getByTestId('snapshot-change').filter({ hasText: 'Tidy Latents' })).toBeVisible();
  await click(dialog.getByTestId('undo-confirm'));
  expect(count()).toBeLessThanOrEqual(4);
  await expect(page.getByTestId('history-row').filter({ hasText: 'Undone' })).toHaveCount(2);
  expect(Object.values(await readInstalled(api)).map(({ enabled }) => enabled)).toEqual([false, false]);
  // Python packages that a snapshot does not name stay, unless a restore is exact.
  expect((await readTruth(world)).packages).toEqual(expect.arrayContaining(before));
});

test('ComfyUI is started, opened, restarted and stopped, and a pack that failed is explained and fixed', async ({
  page,
  world,
}) => {
  await world.comfyui.placeFiles({
    'wants-a-requirement/__init__.py': 'import tinydep\nNODE_CLASS_MAPPINGS = {}\n',
    'wants-a-requirement/requirements.txt': 'tinydep>=2\n',
  });
  await run(world.comfyui.python, ['-m', 'pip', 'uninstall', '-y', 'tinydep'], {
    env: { ...process.env, ...world.env },
  });
  await openHome(page);
  await page.getByTestId('home-start').click();
  // It is said before the start as well.
  await page.getByTestId('launch-anyway').click();
  await expectState(page, 'running');
  await expect(page.getByTestId('home-comfy')).toContainText(/port \d+ · since \d\d:\d\d/);
  const problem = attention(page, 'import');
  await expect(problem).toContainText('tinydep, which is not installed');
  await judge(page, 'home, failed import');
  const { click, count } = createClicks();
  await click(problem.getByTestId('attention-remedy'));
  await expect(changeRow(page, 'Reinstall the requirements of wants-a-requirement')).toContainText('1 Python package');
  await click(page.getByTestId('home-restart'));
  expect(count()).toBeLessThanOrEqual(4);
  await expect(problem).toHaveCount(0);
  await expectState(page, 'running');
  await page.getByTestId('home-stop').click();
  await expectState(page, 'stopped');
});

test('a crash is told with the change before it, which is undone here', async ({ page, api, world }) => {
  await openHome(page);
  await page.getByTestId('home-start').click();
  await expectState(page, 'running');
  await page.getByTestId('home-stop').click();
  await expectState(page, 'stopped');
  await runTask(api, { kind: 'install', params: installParams('tidy-latents') });
  await world.comfyui.placeFiles({ 'tidy-latents/__init__.py': 'import os\nos._exit(9)\n' });
  await page.getByTestId('home-start').click();
  await expectState(page, 'crashed');
  await expect(attention(page, 'crash')).toContainText('Install Tidy Latents');
  await judge(page, 'home, crash');
  await attention(page, 'crash').getByTestId('attention-undo').click();
  await expectState(page, 'running');
  await expect(attention(page, 'crash')).toHaveCount(0);
});

test('failed tasks are told until they were looked at, and a paused queue until it goes on', async ({ page, api }) => {
  await openHome(page);
  const failed = await runTask(api, { kind: 'install', params: installParams('install-breaks') });
  expect(failed.outcome.status).toBe('failed');
  await expect(attention(page, 'failed')).toContainText('was not installed');
  await expect(attention(page, 'failed').locator('p')).toHaveText('no compiler found · install.py failed: exit code 3');
  await expect(attention(page, 'failed').getByRole('button', { name: 'Try again' })).toBeVisible();
  await attention(page, 'failed').getByRole('button', { name: 'Show log' }).click();
  await expect(page.locator('[data-testid="task-row"][data-status="failed"]').first()).toBeVisible();
  await openHome(page);
  await expect(attention(page, 'failed')).toHaveCount(0);

  await callByWindow(page, 'queue.pause');
  const uiId = await addTask(api, { kind: 'install', params: installParams('prompt-garden') });
  await startQueue(api);
  await expect(attention(page, 'paused')).toContainText('1 task waits');
  await attention(page, 'paused').getByRole('button', { name: 'Resume queue' }).click();
  await expect(attention(page, 'paused')).toHaveCount(0);
  expect((await waitForTask(api, uiId)).outcome.status).toBe('done');
});

test('updates lead to their review', async ({ page, api }) => {
  await runTask(api, { kind: 'install', params: installParams('Demo-Upscaler', '1.0.0') });
  await openHome(page);
  await attention(page, 'updates').getByTestId('attention-updates').click();
  await expect(page.locator('[data-testid="review-row"][data-key="Demo-Upscaler"]')).toBeVisible();
  await expect(page.getByTestId('review-confirm')).toHaveText('Update 1');
});

test('Activity tells of each task what changed on disk', async ({ page, api }) => {
  await runTask(api, { kind: 'install', params: installParams('Demo-Upscaler') });
  await page.getByTestId('place-activity').click();
  const details = page.getByTestId('history-details');
  await expect(details).toContainText('Install Demo Upscaler');
  await expect(details.getByTestId('disk-change').filter({ hasText: 'Demo Upscaler' })).toHaveAttribute(
    'data-action',
    'add',
  );
  await judge(page, 'activity, what changed');
});

test('Home is calm, full, and says so when records cannot be read', async ({ app, page, api, world }) => {
  // The world's ComfyUI is one release behind, which is one thing to tell.
  await runTask(api, { kind: 'update-comfyui', params: {} });
  await openHome(page);
  await expect(page.getByTestId('home-calm')).toBeVisible();
  await expect(diskPart(page, 'comfyui')).toBeVisible();
  await judgeEverywhere(app, page, 'home, calm');

  for (const id of ['Demo-Upscaler', 'prompt-garden']) {
    await runTask(api, { kind: 'install', params: installParams(id, '1.0.0') });
  }
  await runTask(api, { kind: 'install', params: installParams('install-breaks') });
  await expect(attention(page, 'failed')).toBeVisible();
  await expect(page.getByTestId('change-row')).toHaveCount(3);
  await judgeEverywhere(app, page, 'home, full');

  const records = join(world.comfyui.userDir, '__manager', 'batch_history');
  // Not while one is being written.
  await waitUntilIdle(api);
  await rm(records, { recursive: true });
  await writeFile(records, 'no folder');
  await page.getByTestId('place-packs').click();
  await openHome(page);
  await expect(page.getByText('The last changes could not be read')).toBeVisible();
  await judge(page, 'home, records unreadable');
  await rm(records);
  await mkdir(records);
  await page.getByTestId('home-changes').getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('The last changes could not be read')).toHaveCount(0);
});
