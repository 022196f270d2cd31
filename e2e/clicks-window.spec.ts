import { stat } from 'node:fs/promises';
import type { Page } from 'playwright';
import { getJson } from './api';
import { expect, test } from './app';
import { answerDialogs } from './dialogs';
import { attention, openHome } from './home-calls';
import { clearModels, modelsDir } from './model-tasks';
import { clearPacks, packVersion } from './pack-folder';
import { packRow } from './pack-row';
import { setting } from './settings-place';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'clicks', pythonTool: 'uv' }, appFor: 'file' });

test.beforeEach(async ({ world }) => {
  await clearPacks(world);
  await clearModels(world);
});

/** Presses the button that its row offers. */
async function install(page: Page, key: string): Promise<void> {
  await packRow(page, key)
    .getByRole('button', { name: /^Install/u })
    .click();
}

/** From now on the page counts every press of the mouse that it gets, whoever makes it. */
async function beginCounting(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = { clicks: 0 };
    Object.assign(globalThis, { counted });
    addEventListener('pointerdown', () => (counted.clicks += 1), { capture: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { counted: { clicks: number } }).counted.clicks);
}

test('a pack is found and installed by two clicks from Home', async ({ page, world }) => {
  await openHome(page);
  const clicks = await beginCounting(page);
  await page.getByTestId('place-packs').click();
  await page.keyboard.type('DemoUpscaleTiled');
  await expect(page.getByTestId('pack-row').first()).toHaveAttribute('data-key', 'Demo-Upscaler');
  await install(page, 'Demo-Upscaler');
  await expect(packRow(page, 'Demo-Upscaler')).toHaveAttribute('data-state', 'installed');
  expect(await packVersion(world, 'Demo-Upscaler')).toBe('1.2.0');
  expect(await clicks()).toBe(2);
});

test('an install that fails says why in its row: no click beside that of the install', async ({ page }) => {
  await page.getByTestId('place-packs').click();
  const clicks = await beginCounting(page);
  await page.getByTestId('pack-search').fill('Install Breaks');
  await install(page, 'install-breaks');
  await expect(packRow(page, 'install-breaks').getByTestId('pack-problem')).toHaveText(
    /^no compiler found · install\.py failed: exit code 3/u,
  );
  expect(await clicks()).toBe(1);
});

test('an install that cannot succeed says why before anything is done', async ({ page, world }) => {
  await page.getByTestId('place-packs').click();
  const clicks = await beginCounting(page);
  await page.getByTestId('pack-search').fill('Absent Requirement');
  await install(page, 'absent-requirement');
  const sheet = page.getByRole('alertdialog', { name: 'Install Absent Requirement' });
  await expect(sheet).toContainText('nowhere-dep==9.9');
  expect(await clicks()).toBe(1);
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  expect(await packVersion(world, 'Absent-Requirement')).toBeUndefined();
});

test('all packs are updated by two clicks, and each of them was shown before', async ({ page, world }) => {
  await world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
  await world.comfyui.placeRegistryPack('tidy-latents', '1.0.0');
  await expect(packRow(page, 'Demo-Upscaler')).toHaveAttribute('data-state', 'update');
  await expect(packRow(page, 'tidy-latents')).toHaveAttribute('data-state', 'update');
  await callByWindow(page, 'packs.updates', { mode: 'cache' });
  await openHome(page);
  const clicks = await beginCounting(page);
  await attention(page, 'updates').getByTestId('attention-updates').click();
  await expect(page.getByTestId('review-row')).toHaveCount(2);
  await page.getByTestId('review-confirm').click();
  await expect.poll(() => packVersion(world, 'Demo-Upscaler')).toBe('1.2.0');
  await expect.poll(() => packVersion(world, 'tidy-latents')).toBe('1.2.0');
  expect(await clicks()).toBe(2);
});

test('a pack is held by two clicks, and the reason is asked for afterwards', async ({ page, world, api }) => {
  await world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-search').fill('Demo Upscaler');
  const held = async () =>
    (await getJson<Record<string, { held: boolean }>>(`${api}/v2/customnode/state`))['Demo-Upscaler'];
  await expect.poll(held).toMatchObject({ held: false });
  const clicks = await beginCounting(page);
  await packRow(page, 'Demo-Upscaler').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Hold at this version' }).click();
  await expect(packRow(page, 'Demo-Upscaler').getByTestId('pack-hold')).toBeVisible();
  expect(await clicks()).toBe(2);
  await expect.poll(held).toMatchObject({ held: true });

  await page.getByTestId('toast-hold-reason').click();
  const dialog = page.getByRole('dialog', { name: 'Why is Demo Upscaler held?' });
  await dialog.getByLabel('Reason, for later').fill('It is fine as it is');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  const mark = packRow(page, 'Demo-Upscaler').getByTestId('pack-hold');
  await expect(mark).toHaveAttribute('title', 'Held at this version: It is fine as it is');
});

test('a change is undone by one click, where it was done', async ({ page, world }) => {
  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-search').fill('Tidy Latents');
  await install(page, 'tidy-latents');
  await expect(page.getByTestId('toast-undo')).toBeVisible();
  expect(await packVersion(world, 'tidy-latents')).toBe('1.2.0');
  const clicks = await beginCounting(page);
  await page.getByTestId('toast-undo').click();
  await expect(packRow(page, 'tidy-latents')).toHaveAttribute('data-state', 'absent');
  expect(await packVersion(world, 'tidy-latents')).toBeUndefined();
  expect(await clicks()).toBe(1);
});

test('a model is found and downloaded by two clicks from Home', async ({ page, world }) => {
  await openHome(page);
  const clicks = await beginCounting(page);
  await page.getByTestId('place-models').click();
  await page.getByTestId('model-search').fill('tiny lora');
  await expect(page.getByTestId('model-row')).toHaveCount(1);
  await page.getByTestId('model-row').getByTestId('model-primary').click();
  await expect(page.getByTestId('model-row').first()).toHaveAttribute('data-state', 'on-disk');
  expect((await stat(modelsDir(world, 'loras', 'tiny_lora.safetensors'))).size).toBeGreaterThan(0);
  expect(await clicks()).toBe(2);
});

test('the security level is changed by three clicks; where it allows more, a yes outside of the page is all the rest', async ({
  app,
  page,
  api,
}) => {
  await openHome(page);
  const questions = await answerDialogs(app, 'Allow');
  const level = async () =>
    (await getJson<{ level: string }>(`${api}/v2/policy/explain?operation=install-registry`)).level;
  expect(await level()).toBe('normal');
  const clicks = await beginCounting(page);
  await page.getByTestId('place-settings').click();
  await page.getByTestId('section-security').click();
  await setting(page, 'securityLevel').getByRole('radio', { name: 'Strong', exact: true }).click();
  await expect.poll(level).toBe('strong');
  expect(await clicks()).toBe(3);

  await setting(page, 'securityLevel').getByRole('radio', { name: 'Normal', exact: true }).click();
  await expect.poll(level).toBe('normal');
  expect([await clicks(), (await questions()).length]).toEqual([4, 1]);
});
