import type { Locator } from 'playwright';
import { expect, test } from './app';
import { startComfy } from './comfy-calls';
import { openHome } from './home-calls';
import { isWhole, judge, resize, zoom } from './judge';
import { clearPacks } from './pack-folder';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({
  worldOptions: { name: 'large-text', pythonTool: 'uv' },
  appSettings: { 'comfyui.port': '0' },
  appFor: 'file',
});

test.beforeEach(({ world }) => clearPacks(world));

/** In px; NaN while it is not there. */
const sizeOf = async (box: Locator, side: 'width' | 'height') => (await box.boundingBox())?.[side] ?? NaN;

test('at twice the size in the smallest window all that a place is for can be read and pressed', async ({
  app,
  page,
  api,
  world,
}) => {
  await world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
  await startComfy(api);
  await resize(app, [880, 600]);
  try {
    await zoom(app, 2);
    await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(440);

    await openHome(page);
    await expect(page.getByTestId('home-open-web')).toBeInViewport({ ratio: 1 });
    await judge(page, 'home at 200 %');
    await page.getByTestId('place-comfyui').click();
    for (const button of ['comfy-stop', 'start-with', 'comfy-restart', 'comfy-open-web'])
      await expect(page.getByTestId(button)).toBeInViewport({ ratio: 1 });
    await judge(page, 'ComfyUI at 200 %');
    // The row of tabs scrolls by itself, and takes nothing along.
    await page.getByTestId('comfy-tab-environment').click();
    await expect(page.getByTestId('comfy-tab-environment')).toBeInViewport({ ratio: 0.9 });
    await page.getByTestId('environment-more').waitFor();
    await expect(page.getByTestId('place-comfyui')).toBeInViewport({ ratio: 1 });
    await expect.poll(() => sizeOf(page.getByText('The environment is sound'), 'height')).toBeLessThan(50);

    await page.getByTestId('place-packs').click();
    const row = page.locator('[data-testid="pack-row"][data-key="Demo-Upscaler"]');
    await expect.poll(() => isWhole(row.getByText('Demo Upscaler', { exact: true }))).toBe(true);
    await expect(row.getByTestId('pack-primary')).toBeInViewport({ ratio: 1 });
    await expect(page.getByTestId('review-updates')).toBeInViewport({ ratio: 1 });
    await page.getByTestId('pack-search').fill('Demo');
    // What is typed stands between the glass and the cross, which are 32 and 36 px.
    await expect.poll(() => sizeOf(page.getByTestId('pack-search'), 'width')).toBeGreaterThan(110);
    await judge(page, 'packs at 200 %');
    await page.getByTestId('review-updates').click();
    const update = page.getByTestId('review-row').filter({ hasText: 'Demo Upscaler' });
    await expect.poll(() => isWhole(update.getByText('Demo Upscaler', { exact: true }))).toBe(true);
    await page.keyboard.press('Escape');

    // Where neither has room, the details have all of it.
    await row.getByText('Demo Upscaler', { exact: true }).click();
    await expect.poll(() => sizeOf(page.getByTestId('pack-details'), 'width')).toBeGreaterThan(370);
    await judge(page, 'details at 200 %');
    await page.keyboard.press('Escape');
  } finally {
    await zoom(app, 1);
    await callByWindow(page, 'comfyui.stop');
  }
});

test('what can be done with checked packs lies over nothing, however long its words', async ({ app, page, world }) => {
  await world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
  await world.comfyui.placeRegistryPack('tidy-latents', '1.0.0');
  await resize(app, [1440, 900]);
  await callByWindow(page, 'preferences.set', { language: 'de' });
  try {
    await zoom(app, 2);
    await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(720);
    await page.getByTestId('place-packs').click();
    await page.getByTestId('pack-search').fill('@installed');
    await expect(page.getByTestId('pack-row')).toHaveCount(2);
    await page.getByRole('grid').focus();
    await page.keyboard.press('Control+a');
    await expect(page.getByTestId('selection-bar')).toContainText('2 ausgewählt');
    const gapBehind = async () => {
      const orders = await page.getByTestId('selection-orders').boundingBox();
      const next = await page.getByTestId('selection-export').boundingBox();
      return orders === null || next === null ? NaN : next.x - orders.x - orders.width;
    };
    await expect.poll(gapBehind).toBeGreaterThanOrEqual(0);
    const clips = await page.getByTestId('selection-orders').evaluate((box) => getComputedStyle(box).overflowX);
    expect(clips).toBe('auto');
    // The keyboard brings each of them into sight.
    const last = page.getByTestId('selection-orders').getByRole('button').last();
    await last.focus();
    // A scrolled box stands at whole pixels, and what is in it may not.
    await expect(last).toBeInViewport({ ratio: 0.98 });
  } finally {
    await zoom(app, 1);
    await callByWindow(page, 'preferences.set', { language: 'system' });
  }
});
