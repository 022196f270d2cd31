import type { Page } from 'playwright';
import { installParams, runTask } from './api';
import { expect, test } from './app';
import { isWhole, judge, judgeEverywhere, resize, zoom } from './judge';
import { clearPacks } from './pack-folder';
import { needsStandIn } from './stand-in';
import { watchBrowser } from './opened-links';
import { packRow } from './pack-row';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'details-panel', pythonTool: 'uv' }, appFor: 'file' });

test.beforeEach(({ world }) => clearPacks(world));

const details = (page: Page) => page.getByTestId('pack-details');
const edge = (page: Page) => page.getByTestId('details-edge');

async function widthOf(page: Page): Promise<number> {
  return Math.round((await details(page).boundingBox())?.width ?? 0);
}

async function open(page: Page, key: string): Promise<void> {
  await page.getByTestId('place-packs').click();
  await packRow(page, key).click({ position: { x: 120, y: 20 } });
  await expect(details(page)).toBeVisible();
}

test('the details are as wide as the person makes them, also the next time', async ({ app, page }) => {
  await resize(app, [1440, 900]);
  await open(page, 'Demo-Upscaler');
  // As long as nobody moved their edge they have their share of the window.
  await expect.poll(() => widthOf(page)).toBe(504);
  await edge(page).focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => widthOf(page)).toBe(528);
  const box = await edge(page).boundingBox();
  const [x, y] = [(box?.x ?? 0) + 4, (box?.y ?? 0) + 200];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 20, y);
  await expect.poll(() => widthOf(page)).toBe(548);
  // As another window that comes to the front does.
  await edge(page).evaluate((element) => element.releasePointerCapture(1));
  await page.mouse.move(x - 60, y, { steps: 3 });
  await page.mouse.up();
  await expect.poll(() => widthOf(page)).toBe(588);
  await page.reload();
  await expect(details(page)).toBeVisible();
  await expect.poll(() => widthOf(page)).toBe(588);
  await edge(page).dblclick();
  await expect.poll(() => widthOf(page)).toBe(504);
  await resize(app, [880, 600]);
  await expect.poll(() => widthOf(page)).toBe(420);
});

test('titles survive beside open details, also at twice the size', async ({ app, page }) => {
  await resize(app, [1440, 900]);
  await open(page, 'Demo-Upscaler');
  const title = packRow(page, 'tidy-latents').getByText('Tidy Latents', { exact: true });
  try {
    for (const factor of [1, 2]) {
      await zoom(app, factor);
      await expect.poll(() => isWhole(title)).toBe(true);
      await expect(packRow(page, 'tidy-latents')).toContainText('1.2.0');
      await judge(page, `packs, details at ${factor}00 %`);
    }
  } finally {
    await zoom(app, 1);
  }
});

test('the details fill the window as a reader, with the readme first', async ({ app, page }) => {
  await resize(app, [1440, 900]);
  await open(page, 'Demo-Upscaler');
  const before = await widthOf(page);
  await page.getByTestId('details-reader').click();
  await expect(page.getByTestId('details-readme')).toBeVisible();
  await expect.poll(() => widthOf(page)).toBeGreaterThan(before * 2);
  await judgeEverywhere(app, page, 'packs, reader');
  await page.keyboard.press('Escape');
  await expect.poll(() => widthOf(page)).toBeLessThanOrEqual(before);
  await page.keyboard.press('Escape');
  await expect(details(page)).toHaveCount(0);
});

test('a held pack says why and is released where one reads it; many are held at once', async ({ app, page, world }) => {
  await world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
  await world.comfyui.placeRegistryPack('tidy-latents', '1.0.0');
  await page.getByTestId('place-packs').click();
  await page.getByRole('button', { name: /^Installed/ }).click();
  await expect(page.getByTestId('pack-row')).toHaveCount(2);
  await page.getByRole('grid').focus();
  await page.keyboard.press('Control+a');
  // They are held at once, and the news of it takes that back or asks for the reason.
  await page.getByTestId('selection-hold').click();
  await expect(page.getByTestId('pack-hold')).toHaveCount(2);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByText('2 packs are held')).toBeVisible();
  await page.getByTestId('toast-hold-undo').click();
  await expect(page.getByTestId('pack-hold')).toHaveCount(0);
  // What is said next is of the second time.
  await expect(page.getByText('2 packs are held')).toHaveCount(0);
  await page.getByRole('grid').focus();
  await page.keyboard.press('Control+a');
  await page.getByTestId('selection-hold').click();
  await page.getByTestId('toast-hold-reason').click();
  await page.getByLabel('Reason, for later').fill('My film is half done');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('pack-hold')).toHaveCount(2);
  await expect(page.getByTestId('selection-bar')).toHaveCount(0);
  await packRow(page, 'tidy-latents').click({ position: { x: 120, y: 20 } });
  const hold = page.getByTestId('details-hold');
  await expect(hold).toContainText('Held at 1.0.0');
  await expect(hold).toContainText('My film is half done');
  await judgeEverywhere(app, page, 'packs, details of a held pack');
  await hold.getByRole('button', { name: 'Release' }).click();
  await expect(hold).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Control+a');
  await page.getByTestId('selection-release').click();
  await expect(page.getByTestId('pack-hold')).toHaveCount(0);
});

test('a pack that contradicts itself is reported, not blamed on another one', async ({ app, page, api }) => {
  const opened = await watchBrowser(app);
  await runTask(api, { kind: 'install', params: installParams('two-minds') });
  await open(page, 'two-minds');
  await expect(details(page)).toContainText('This pack cannot be installed as it is');
  await expect(details(page)).not.toContainText('Disable the pack');
  await judgeEverywhere(app, page, 'packs, a pack that contradicts itself');
  await details(page).getByRole('button', { name: 'Report it' }).click();
  await expect.poll(opened).toHaveLength(1);
});
