import type { Page } from 'playwright';
import { installParams, runTask, waitForTasksOf } from './api';
import { expect, test } from './app';
import { readStatus, startComfy, waitForAnother, waitForState } from './comfy-calls';
import { attention, openHome } from './home-calls';
import { resize } from './judge';
import { clearPacks } from './pack-folder';
import { needsStandIn } from './stand-in';
import { expectSteady, readPlaces } from './steady';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.use({
  worldOptions: { name: 'restart-bar', packs: 'demo', pythonTool: 'uv' },
  appSettings: { 'comfyui.port': '0' },
  appFor: 'file',
});

const waiting = (page: Page) => page.getByTestId('restart-waiting');
const report = (page: Page) => page.getByTestId('restart-report');
const install = (api: string, id: string) => runTask(api, { kind: 'install', params: installParams(id) });
/** Every button that restarts ComfyUI as it is. */
const restarts = (page: Page) => page.getByRole('button', { name: /^Restart(?: ComfyUI)?$/u });
const wayBack = (page: Page) => page.getByRole('button', { name: 'Restart normally' });

/** One screen has one button for one act. `testId` is the one of the place that is shown. */
async function expectOneWayBack(page: Page, testId: string): Promise<void> {
  await expect(page.getByTestId(testId)).toHaveText('Restart normally');
  await expect(wayBack(page)).toHaveCount(1);
}

test.beforeEach(({ world }) => clearPacks(world));

test.afterEach(async ({ page, api }) => {
  await callByWindow(page, 'comfyui.stop');
  await waitForState(api, 'stopped');
});

test('changes wait for a restart in sight, by name, and move nothing; afterwards it is told what became of them', async ({
  app,
  page,
  api,
}) => {
  await resize(app, [1440, 900]);
  await install(api, 'wordloom');
  await startComfy(api);
  await openHome(page);
  await expect(waiting(page)).toHaveCount(0);
  const before = await readPlaces(page, {});

  await install(api, 'harbor-lora');
  await expect(waiting(page)).toContainText('1 change waits for a restart');
  await install(api, 'missing-module');
  await runTask(api, { kind: 'disable', params: { node_name: 'wordloom', is_unknown: false } });
  await expect(waiting(page)).toContainText('3 changes wait for a restart');
  await expect(page.getByTestId('status-task')).toHaveCount(0);
  await expectSteady(page, before, {});
  // What the window says is what the core says to everybody.
  const { restart } = (await readStatus(api)) as unknown as { restart: { count: number; waiting: { name: string }[] } };
  expect(restart.count).toBe(3);

  await page.getByTestId('restart-show').click();
  const changes = page.getByTestId('restart-change');
  const textOf = async (name: string) => (await changes.filter({ hasText: name }).textContent()) ?? '';
  await expect(changes).toHaveCount(restart.waiting.length);
  expect(await textOf('Harbor LoRA')).toContain('Installed');
  expect(await textOf('Wordloom')).toContain('Disabled');
  await page.keyboard.press('Escape');

  // Home has its own restart, so the bar has none there.
  await expect(page.getByTestId('home-restart')).toBeEnabled();
  await expect(restarts(page)).toHaveCount(1);
  await page.getByTestId('place-comfyui').click();
  await expect(page.getByTestId('comfy-restart')).toBeEnabled();
  await expect(restarts(page)).toHaveCount(1);
  await page.getByTestId('place-packs').click();
  await expect(restarts(page)).toHaveCount(1);
  await page.getByTestId('restart-now').click();
  await expect(report(page)).toContainText('1 loaded, 1 did not load');
  await expect(waiting(page)).toHaveCount(0);
  await report(page).getByTestId('report-why').click();
  await expect(page.getByTestId('comfy-state')).toHaveAttribute('data-state', 'running');

  await report(page).getByTestId('report-disable').click();
  await waitForTasksOf(api, 'desktop-window', 1);
  await expect
    .poll(async () => await callByWindow(page, 'packs.local'))
    .toMatchObject({
      packs: expect.arrayContaining([expect.objectContaining({ registryId: 'missing-module', enabled: false })]),
    });
  await expect(waiting(page)).toHaveCount(0);
  await report(page).getByRole('button', { name: 'Dismiss' }).click();
  await expect(report(page)).toHaveCount(0);
});

test('the narrow rail has a sign with the number, which opens the same', async ({ app, page, api }) => {
  await resize(app, [880, 600]);
  await startComfy(api);
  await install(api, 'velvet-masks');
  const sign = page.getByTestId('restart-sign');
  await expect(sign).toHaveText('1');
  await sign.click();
  await expect(page.getByTestId('restart-change')).toContainText('Velvet Masks');
  const before = await readStatus(api);
  await page.getByTestId('restart-pane').getByTestId('restart-now').click();
  await waitForAnother(api, before);
  await expect(sign).toHaveCount(0);
});

test('without custom nodes it says so everywhere, and the button leads back', async ({ app, page, api }) => {
  await resize(app, [1440, 900]);
  await page.getByTestId('place-comfyui').click();
  const bare = page.getByTestId('comfy-bare');
  await expect(bare).toHaveText('Start without custom nodes (safe mode)');
  await bare.click();
  await waitForState(api, 'running');
  const chips = page.getByTestId('safe-mode');
  await expect(chips.first()).toBeVisible();
  await expect(page.getByText('ComfyUI: Running, safe mode')).toBeVisible();
  // The longest labels in the smallest window leave the main act whole.
  await resize(app, [880, 600]);
  await callByWindow(page, 'preferences.set', { language: 'de' });
  await expect(page.getByTestId('comfy-open-web')).toHaveText('Web-UI öffnen');
  await expect(page.getByTestId('comfy-open-web')).toBeInViewport({ ratio: 1 });
  await callByWindow(page, 'preferences.set', { language: 'system' });
  await resize(app, [1440, 900]);
  await expectOneWayBack(page, 'comfy-restart');
  await page.getByTestId('comfy-safe-mode').getByTestId('bisect-entry').click();
  await expect(page.getByRole('dialog')).toContainText('Find the pack that breaks ComfyUI');
  await page.keyboard.press('Escape');
  await openHome(page);
  await expect(chips.first()).toBeVisible();
  await expectOneWayBack(page, 'home-restart');
  await expect(attention(page, 'safe-mode').getByTestId('attention-bisect')).toBeVisible();
  // What waits is told beside it, and leads back wherever no other button does.
  await install(api, 'harbor-lora');
  await expect(waiting(page)).toContainText('1 change waits for a restart');
  await expectOneWayBack(page, 'home-restart');
  await page.getByTestId('place-comfyui').click();
  await expectOneWayBack(page, 'comfy-restart');
  await page.getByTestId('place-packs').click();
  await expectOneWayBack(page, 'restart-now');
  const before = await readStatus(api);
  await wayBack(page).click();
  await waitForAnother(api, before);
  await expect(chips).toHaveCount(0);
  expect(await readStatus(api)).toMatchObject({ mode: 'normal' });
});
